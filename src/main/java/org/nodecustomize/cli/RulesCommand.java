package org.nodecustomize.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.report.RuleReports;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.RuleDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize rules}. */
@Command(
    name = "rules",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize rules [options]",
    optionListHeading = "%noptions:%n",
    description = {
      "Lists the layout rules that check holds an image to: number, severity, kind, \"fix\" where"
          + " 'check --fix' repairs what it finds or some of it, name, and what is wrong."
    })
final class RulesCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;

  @Option(
      names = "--profile",
      paramLabel = "imgbased|ngn|ostree|plain",
      description = "Show the severities in this profile, not the worst of all.")
  private Optional<LayoutProfile> profile = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "How the list is written. Default: ${DEFAULT-VALUE}.")
  private RunOptions.Format format = RunOptions.Format.TEXT;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public Integer call() {
    List<RuleDescription> rules = Catalogue.all().stream().map(RuleDescription::of).toList();
    root.terminal()
        .out()
        .print(
            format == RunOptions.Format.JSON
                ? RuleReports.json(rules)
                : RuleReports.text(rules, profile));
    root.terminal().out().flush();
    return ExitCode.DONE.code();
  }
}
