package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.DiffImages;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.report.DiffReport;
import org.nodecustomize.report.DiffReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize diff}. */
@Command(
    name = "diff",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize diff [options] BEFORE AFTER",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Shows what differs between two images: container, NVR and system, packages, services,"
          + " accounts, and every file (content, mode, owner, label and other attributes; small"
          + " texts line by line). What differs between any two images, such as caches, logs and"
          + " the pages of the rpm database, is counted and not shown. Needs no appliance for a clean"
          + " ext4."
    },
    footerHeading = "%nexit codes:%n",
    footer = {
      "  0  no difference",
      "  1  the images differ",
      "  2  wrong use of the command line; a named file does not exist or cannot be",
      "     read",
      "  5  not an image, a bad or an unsupported one",
      "  6  this machine lacks something: a program, memory, disk space",
      " 70  a bug",
      "130  interrupted"
    })
final class DiffCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Mixin private ReadOptions reading;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description =
          "How results (standard output) and events (standard error) are written."
              + " Default: ${DEFAULT-VALUE}.")
  private RunOptions.Format format = RunOptions.Format.TEXT;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress; warnings and errors only.")
  private boolean quiet;

  @Option(
      names = "--stock-appliance",
      description =
          "Keep to libguestfs' own appliance instead of the one that this program makes from it"
              + " and that starts faster.")
  private boolean stockAppliance;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(paramLabel = "BEFORE", description = "The first image.")
  private Path before = Path.of("");

  @Parameters(paramLabel = "AFTER", description = "The second image.")
  private Path after = Path.of("");

  @Override
  public Integer call() {
    RunOptions options = new RunOptions();
    options.quiet = quiet;
    options.stockAppliance = stockAppliance;
    options.format = format;
    return new Run(root.terminal(), options, reading)
        .answer(
            context -> {
              DiffReport report = new DiffImages(context).diff(before, after);
              String text = options.json() ? DiffReports.json(report) : DiffReports.text(report);
              // As diff(1) has it.
              return new Run.Answer(text, report.same() ? 0 : ExitCode.OPERATION_FAILED.code());
            });
  }
}
