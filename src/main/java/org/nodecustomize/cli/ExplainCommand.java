package org.nodecustomize.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code node-customize explain}. */
@Command(
    name = "explain",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize explain RULE...",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Prints the page about a layout rule: what it looks for, who is hurt, how to fix it, and when"
          + " it is wrong."
    })
final class ExplainCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(
      paramLabel = "RULE",
      arity = "1..*",
      description = "Number or name of a rule, for instance NC101.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    List<Problem> unknown = new ArrayList<>();
    StringBuilder pages = new StringBuilder();
    for (String name : names) {
      Optional<Rule> rule = Catalogue.find(name);
      if (rule.isEmpty()) {
        unknown.add(Problem.at(name, "there is no such rule").withHint("node-customize rules"));
      } else {
        pages.append(pages.isEmpty() ? "" : "\n").append(RuleDescription.of(rule.get()).page());
      }
    }
    if (!unknown.isEmpty()) {
      throw new UsageException(unknown);
    }
    root.terminal().out().print(pages);
    root.terminal().out().flush();
    return ExitCode.DONE.code();
  }
}
