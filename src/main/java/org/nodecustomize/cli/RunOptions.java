package org.nodecustomize.cli;

import picocli.CommandLine.Option;

/** Options of all commands that run an appliance. */
final class RunOptions {

  /** How results and events are written. */
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress; warnings and errors only.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show what the programs in the image print.")
  boolean verbose;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description =
          "How results (standard output) and events (standard error) are written."
              + " Default: ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;

  @Option(
      names = "--stock-appliance",
      description =
          "Keep to libguestfs' own appliance instead of the one that this program makes from it"
              + " and that starts faster.")
  boolean stockAppliance;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  void requireSense() {
    if (quiet && verbose) {
      throw Exclusive.of("--quiet", "--verbose", "leave one of them out");
    }
  }

  boolean json() {
    return format == Format.JSON;
  }
}
