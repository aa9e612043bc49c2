package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.List;
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

  @Option(
      names = "--keep-work",
      description =
          "If the run fails, keep the file system as it was then and what the run told, for"
              + " 'node-customize shell --work DIR'. Without it nothing is left.")
  private boolean keepWork;

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
    if (keepWork) {
      return Optional.of("--keep-work");
    }
    return recompression == null ? Optional.empty() : Optional.of("--recompress");
  }

  boolean keepWork() {
    return keepWork;
  }

  Optional<Recompression> recompression() {
    return Optional.ofNullable(recompression);
  }

  /** Whether none of them is given. */
  boolean isStandard() {
    return output == null && !inPlace && !force && recompression == null && !keepWork;
  }

  /**
   * Nothing is written now, but where something is named for it, that has to do.
   *
   * @throws UsageException with all that speaks against it
   */
  void requireUsable(Path image) {
    OutputPolicy policy = policy();
    if (given().isPresent()) {
      List<Problem> problems = policy.problems(image);
      if (!problems.isEmpty()) {
        throw new UsageException(problems);
      }
    }
  }

  OutputPolicy policy() {
    if (inPlace && output != null) {
      throw Exclusive.of("--in-place", "-o", "leave one of them out");
    }
    return new OutputPolicy(Optional.ofNullable(output), inPlace, force);
  }
}
