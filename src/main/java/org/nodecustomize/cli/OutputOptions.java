package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.apply.OutputPolicy;
import org.nodecustomize.apply.Recompression;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import picocli.CommandLine.Option;

/** Options of all commands that write a changed image. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the result there. Default: IMAGE with '-custom' before its suffix.")
  private @Nullable Path output;

  @Option(
      names = "--in-place",
      description = "Replace IMAGE by the result, by one rename at the end.")
  private boolean inPlace;

  @Option(names = "--force", description = "Replace an existing output.")
  private boolean force;

  @Option(
      names = "--recompress",
      paramLabel = "COMPRESSOR[:OPTIONS]",
      description =
          "Compress the whole output anew, for instance xz:block=1M,bcj=x86 or zstd:level=19."
              + " Takes long; without it only what changed is compressed, as the input was.")
  private @Nullable Recompression recompression;

  /** One of these options that was given. */
  Optional<String> given() {
    if (output != null) {
      return Optional.of("-o");
    }
    if (inPlace) {
      return Optional.of("--in-place");
    }
    if (force) {
      return Optional.of("--force");
    }
    return recompression == null ? Optional.empty() : Optional.of("--recompress");
  }

  Optional<Recompression> recompression() {
    return Optional.ofNullable(recompression);
  }

  OutputPolicy policy() {
    if (inPlace && output != null) {
      throw new UsageException(
          Problem.of("'--in-place' and '-o' exclude each other").withHint("leave one of them out"));
    }
    return new OutputPolicy(Optional.ofNullable(output), inPlace, force);
  }
}
