package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.apply.ChangeImage;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.apply.PackageAddition;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ChangeReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code node-customize add-rpm}. */
@Command(
    name = "add-rpm",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize add-rpm [options] RPM... IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Installs packages in a copy of an image, with the image's own package manager,"
          + " in one transaction, scriptlets included, without a network."
    })
final class AddRpmCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;
  @Mixin private RunOptions options;

  @Parameters(
      paramLabel = "RPM... IMAGE",
      arity = "0..*",
      hideParamSyntax = true,
      description = "Package files, and last the image.")
  private List<String> arguments = List.of();

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      description = "A directory of packages that dependencies may come from. Repeatable.")
  private List<Path> repositories = List.of();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Trust the OpenPGP keys in the file, besides those in the image. Repeatable.")
  private List<Path> keys = List.of();

  @Option(
      names = "--allow-unsigned",
      description =
          "Take packages that no trusted key has signed; the image's record says so."
              + " Damaged packages are refused all the same.")
  private boolean allowUnsigned;

  @Option(
      names = "--upgrade",
      description = "Let packages replace older versions that are installed.")
  private boolean upgrade;

  @Option(
      names = "--grow",
      paramLabel = "SIZE",
      description = "Enlarge the file system first, to SIZE or by +SIZE (for instance +1G).")
  private @Nullable ByteSize grow;

  @Option(names = "--docs", description = "Install documentation too.")
  private boolean docs;

  @Override
  public Integer call() {
    WordsAndImage given =
        WordsAndImage.of(
            spec, arguments, 1, Integer.MAX_VALUE, "at least one package and an image");
    List<Path> files = given.words().stream().map(WordsAndImage::path).toList();
    PackageAddition addition =
        new PackageAddition(files, repositories, keys, allowUnsigned, upgrade, docs);
    Optional<ChangeRequest.Growth> growth =
        Optional.ofNullable(grow)
            .map(size -> new ChangeRequest.Growth(size.bytes(), size.relative()));
    return new Run(root.terminal(), options)
        .print(
            context -> {
              ChangeRequest request =
                  new ChangeRequest(
                      given.image(),
                      output.policy(),
                      growth,
                      output.recompression(),
                      output.keepWork());
              ChangeReport report =
                  new ChangeImage(context, Version.number()).add(request, addition);
              return options.json() ? ChangeReports.json(report) : ChangeReports.text(report);
            });
  }
}
