package org.nodecustomize.cli;

import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.apply.CheckImage;
import org.nodecustomize.apply.CheckRequest;
import org.nodecustomize.apply.FixImage;
import org.nodecustomize.apply.HostContext;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.report.CheckJson;
import org.nodecustomize.report.CheckJunit;
import org.nodecustomize.report.CheckMarkdown;
import org.nodecustomize.report.CheckReport;
import org.nodecustomize.report.CheckSarif;
import org.nodecustomize.report.CheckText;
import org.nodecustomize.report.FixReport;
import org.nodecustomize.report.FixReports;
import org.nodecustomize.rule.Baseline;
import org.nodecustomize.rule.Severity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize check}. */
@Command(
    name = "check",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize check [options] IMAGE",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Holds an image to the layout rules: will it still work after installation, upgrade and"
          + " rollback? Reads a clean ext4 without an appliance, in seconds, and everything else"
          + " through one. Changes nothing in it.",
      "",
      "With --fix what needs nobody's decision is repaired in a copy of the image: pristine copies,"
          + " litter, machine identity, links, times and modes. What is waived stays.",
      "",
      "With --base the image is compared with the one that it was made from: rules about changes"
          + " look too, and what the original has already only informs."
    })
final class CheckCommand implements Callable<Integer> {

  /** How the result is written. */
  enum Format {
    TEXT,
    JSON,
    SARIF,
    JUNIT,
    MARKDOWN
  }

  /** From which findings on the image fails. */
  enum FailOn {
    ERROR,
    WARNING,
    NEVER;

    Optional<Severity> severity() {
      return switch (this) {
        case ERROR -> Optional.of(Severity.ERROR);
        case WARNING -> Optional.of(Severity.WARNING);
        case NEVER -> Optional.empty();
      };
    }
  }

  @ParentCommand private RootCommand root;
  @Mixin private ReadOptions reading;

  @Option(
      names = "--base",
      paramLabel = "ORIGINAL",
      description = "The image that IMAGE was made from.")
  private Optional<Path> base = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "imgbased|ngn|ostree|plain",
      description = "Whose rules are to count. Told by content unless given.")
  private Optional<LayoutProfile> profile = Optional.empty();

  @Option(
      names = "--fail-on",
      paramLabel = "error|warning|never",
      defaultValue = "error",
      description =
          "The least bad finding with which the exit code is 4. Default: ${DEFAULT-VALUE}.")
  private FailOn failOn = FailOn.ERROR;

  @Option(
      names = "--strict",
      description =
          "A rule that could not check counts as an error, as continuous integration wants it.")
  private boolean strict;

  @Option(
      names = "--waivers",
      paramLabel = "FILE",
      description =
          "Accepted findings, one a line: rule, pattern of paths, \"until\" with a date if it has an"
              + " end, reason.")
  private Optional<Path> waivers = Optional.empty();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Findings that were there before and do not count.")
  private Optional<Path> baseline = Optional.empty();

  @Option(
      names = "--override",
      paramLabel = "PATH",
      description =
          "A file below /etc that differs from the vendor's on purpose, as \"intent: override\" of a"
              + " recipe says. Repeatable.")
  private List<String> overrides = List.of();

  @Option(
      names = "--write-baseline",
      paramLabel = "FILE",
      description = "Write all findings to a file for --baseline.")
  private Optional<Path> written = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "text|json|sarif|junit|markdown",
      defaultValue = "text",
      description = "How the result is written. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  @Option(names = "--all", description = "Show all findings of a rule, not the first five.")
  private boolean all;

  @Option(
      names = "--fix",
      description =
          "Repair what is mechanical in a copy, which is sealed, given a newer release and checked"
              + " again; list what was done and what is left. 'node-customize rules' shows which"
              + " rules are repaired.")
  private boolean fix;

  @Option(
      names = {"-n", "--dry-run"},
      description = "With --fix: only list what would be done.")
  private boolean dryRun;

  @Mixin private OutputOptions output = new OutputOptions();

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

  @Parameters(paramLabel = "IMAGE", description = "The image.")
  private Path image = Path.of("");

  @Override
  public Integer call() {
    RunOptions options = new RunOptions();
    options.quiet = quiet;
    options.stockAppliance = stockAppliance;
    options.format = format == Format.JSON ? RunOptions.Format.JSON : RunOptions.Format.TEXT;
    requireFix();
    requireSense();
    CheckRequest request =
        new CheckRequest(image, base, profile, waivers, baseline, Set.copyOf(overrides));
    return new Run(root.terminal(), options, reading)
        .answer(
            context -> {
              if (fix) {
                return fix(context, request);
              }
              CheckReport report = new CheckImage(context).check(request);
              written.ifPresent(file -> write(file, Baseline.text(report.result())));
              boolean fails = report.fails(failOn.severity(), strict);
              return new Run.Answer(text(report), (fails ? ExitCode.RULES : ExitCode.DONE).code());
            });
  }

  private Run.Answer fix(HostContext context, CheckRequest request) {
    ChangeRequest change =
        new ChangeRequest(image, output.policy(), Optional.empty(), output.recompression());
    FixReport report = new FixImage(context, Version.number()).fix(request, change, dryRun);
    written.ifPresent(file -> write(file, Baseline.text(report.after().result())));
    String text =
        switch (format) {
          case TEXT -> FixReports.text(report, all);
          case JSON -> FixReports.json(report);
          default -> text(report.after());
        };
    boolean fails = report.result().fails(failOn.severity(), strict);
    return new Run.Answer(text, (fails ? ExitCode.RULES : ExitCode.DONE).code());
  }

  private void requireFix() {
    Optional<String> alone = dryRun ? Optional.of("--dry-run") : output.given();
    if (!fix && alone.isPresent()) {
      throw new UsageException(
          Problem.of("'%s' is for '--fix' only".formatted(alone.get()))
              .withHint("add --fix, or leave it out: check alone writes no image"));
    }
  }

  /** Nothing that was asked for may come to nothing unsaid. */
  private void requireSense() {
    if (strict && failOn == FailOn.NEVER) {
      throw Exclusive.of("--strict", "--fail-on never", "leave one of them out");
    }
    List<Problem> problems =
        overrides.stream()
            .filter(path -> !path.matches("/etc/[^/]+(/[^/]+)*"))
            .map(
                path ->
                    Problem.at(
                        "--override",
                        "expected a path below \"/etc\" but was \"%s\"".formatted(path)))
            .toList();
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    if (dryRun) {
      output.requireUsable(image);
    }
  }

  private String text(CheckReport report) {
    return switch (format) {
      case TEXT -> CheckText.of(report, all);
      case JSON -> CheckJson.of(report);
      case SARIF -> CheckSarif.of(report, Version.number());
      case JUNIT -> CheckJunit.of(report, failOn.severity());
      case MARKDOWN -> CheckMarkdown.of(report);
    };
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UsageException(
          Problem.at(file.toString(), "cannot be written: " + e.getMessage()), e);
    }
  }
}
