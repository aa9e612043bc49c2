package org.nodecustomize.cli;

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
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Prints a completion script for the shell: source <(node-customize completion bash). zsh"
          + " reads the same script after 'autoload -U bashcompinit; bashcompinit'."
    })
final class CompletionCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", defaultValue = "bash", description = "bash or zsh.")
  private String shell = "bash";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new UsageException(Problem.of("expected bash or zsh but was \"" + shell + "\""));
    }
    root.terminal().out().print(AutoComplete.bash("node-customize", spec.root().commandLine()));
    root.terminal().out().flush();
    return 0;
  }
}
