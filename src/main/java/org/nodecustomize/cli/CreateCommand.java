package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.apply.CreateImage;
import org.nodecustomize.apply.CreateRequest;
import org.nodecustomize.report.ByteSizes;
import org.nodecustomize.report.CreateReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code node-customize create}. */
@Command(
    name = "create",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize create [options] ROOTFS [LAYER...] -o IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Makes a liveimg (a squashfs with LiveOS/rootfs.img, ext4) of a root tree, keeping owners,"
          + " modes, hard links, extended attributes and devices."
    })
final class CreateCommand implements Callable<Integer> {

  /** Compressors that installers' kernels read. */
  enum CompressorName {
    XZ,
    ZSTD,
    GZIP,
    LZ4
  }

  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;

  @Parameters(
      paramLabel = "ROOTFS",
      arity = "0..*",
      description =
          "A root tree: a directory, or a tar archive (plain, gzip, xz, zstd). Further ones are"
              + " unpacked over it.")
  private List<Path> sources = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "IMAGE",
      description = "Write the image there.")
  private Path output = Path.of("");

  @Option(names = "--force", description = "Replace an existing output.")
  private boolean force;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "5G",
      description = "Size of the file system. Default: ${DEFAULT-VALUE}.")
  private ByteSize size = new ByteSize(5L << 30, false);

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      defaultValue = "LiveOS",
      description = "Label of the file system. Default: ${DEFAULT-VALUE}.")
  private String label = "LiveOS";

  @Option(
      names = "--compressor",
      paramLabel = "xz|zstd|gzip|lz4",
      defaultValue = "xz",
      description = "Compressor of the squashfs. Default: ${DEFAULT-VALUE}.")
  private CompressorName compressor = CompressorName.XZ;

  @Option(
      names = "--block-size",
      paramLabel = "SIZE",
      defaultValue = "128K",
      description = "Block size of the squashfs. Default: ${DEFAULT-VALUE}.")
  private ByteSize blockSize = new ByteSize(128 << 10, false);

  @Option(
      names = "--run",
      paramLabel = "SCRIPT",
      description =
          "Run a shell script in the tree before it is packed: as root, in the appliance, without"
              + " a network.")
  private @Nullable Path script;

  @Override
  public Integer call() {
    if (sources.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "expected a root tree");
    }
    long block = blockSize.bytes();
    if (Long.bitCount(block) != 1 || block < 4096 || block > 1 << 20) {
      throw new ParameterException(
          spec.commandLine(),
          "--block-size: expected a power of two from 4K to 1M but was " + blockSize);
    }
    if (size.relative() || size.bytes() < 64 << 20 || size.bytes() > 16L << 40) {
      throw new ParameterException(
          spec.commandLine(), "--size: expected from 64M to 16T but was " + size);
    }
    if (!label.matches("[A-Za-z0-9._+-]{1,16}")) {
      throw new ParameterException(
          spec.commandLine(),
          "--label: expected 1 to 16 letters, digits and ._+- characters but was \""
              + label
              + "\"");
    }
    CreateRequest request =
        new CreateRequest(
            sources,
            output,
            force,
            size.bytes() & -4096L,
            label,
            compressor.name().toLowerCase(Locale.ROOT),
            (int) block,
            Optional.ofNullable(script));
    return new Run(root.terminal(), options)
        .print(
            context -> {
              long written = new CreateImage(context).create(request);
              return options.json()
                  ? CreateReports.json(output, written)
                  : "wrote %s (%s)%n".formatted(output, ByteSizes.text(written));
            });
  }
}
