package org.nodecustomize.cli;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code node-customize completion}. */
@Command(
    name = "completion",
    synopsisHeading = "usage: ",
    customSynopsis = "node-customize completion [options] [SHELL]",
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Prints a completion script for a shell.",
      "",
      "  bash: source <(node-customize completion bash)",
      "  zsh:  autoload -U bashcompinit; bashcompinit",
      "        source <(node-customize completion zsh)",
      "  fish: node-customize completion fish | source"
    })
final class CompletionCommand implements Callable<Integer> {

  /** What the argument can be, for the completion itself. */
  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("bash", "zsh", "fish").iterator();
    }
  }

  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      defaultValue = "bash",
      completionCandidates = Shells.class,
      description = "bash, zsh or fish. Default: ${DEFAULT-VALUE}.")
  private String shell = "bash";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public Integer call() {
    String script =
        switch (shell) {
          case "bash", "zsh" -> AutoComplete.bash("node-customize", spec.root().commandLine());
          case "fish" -> FishCompletion.script(spec.root());
          default ->
              throw new UsageException(
                  Problem.of("expected bash, zsh or fish but was \"" + shell + "\""));
        };
    root.terminal().out().print(script);
    root.terminal().out().flush();
    return 0;
  }
}
