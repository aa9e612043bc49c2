package org.nodecustomize.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.apply.ChangeImage;
import org.nodecustomize.apply.ChangeRequest;
import org.nodecustomize.apply.ShellImage;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ChangeReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code node-customize shell}. */
@Command(
    name = "shell",
    synopsisHeading = "usage: ",
    customSynopsis = {
      "node-customize shell [options] IMAGE [-- COMMAND...]",
      "       node-customize shell [options] --work DIR [-- COMMAND...]"
    },
    parameterListHeading = "%n",
    optionListHeading = "%noptions:%n",
    description = {
      "Runs commands in an image, as root and without a network: the one that is given, or each"
          + " line of standard input until 'exit'. What they write is dropped in the end, unless"
          + " '--write' is given: then it is sealed, held to the layout rules and packed as every"
          + " change. Each line has a shell of its own; the directory is kept from line to line."
    })
final class ShellCommand implements Callable<Integer> {
  @ParentCommand private RootCommand root;
  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;
  @Mixin private RunOptions options;

  @Parameters(
      paramLabel = "IMAGE [-- COMMAND...]",
      arity = "0..*",
      hideParamSyntax = true,
      description = "The image, and behind '--' a command with its words.")
  private List<String> arguments = List.of();

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Look into what a run left that failed with '--keep-work'.")
  private @Nullable Path work;

  @Option(
      names = "--write",
      description = "Keep what the commands change, in the file that '-o' names.")
  private boolean write;

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      description = "End a command after this time. Default: ${DEFAULT-VALUE}.")
  private int seconds = 300;

  /** A line of a shell that runs these words as they are. */
  private static String line(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private void requireUsable() {
    if (work == null && arguments.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "expected an image, or '--work DIR'");
    }
    if (work != null && write) {
      throw new ParameterException(
          spec.commandLine(), "'--write' is for an image, not for what a run left");
    }
    if (seconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "'--time-limit': expected at least 1 second but was " + seconds);
    }
    if (!write && !output.isStandard()) {
      throw new ParameterException(
          spec.commandLine(), "nothing is written without '--write': leave '-o' and the like out");
    }
  }

  @Override
  public Integer call() {
    requireUsable();
    List<String> words = work == null ? arguments.subList(1, arguments.size()) : arguments;
    ShellConsole talk =
        words.isEmpty()
            ? ShellConsole.reading(root.terminal())
            : ShellConsole.once(root.terminal(), line(words));
    Duration limit = Duration.ofSeconds(seconds);
    return new Run(root.terminal(), options)
        .answer(
            context -> {
              if (write) {
                ChangeRequest request =
                    new ChangeRequest(
                        WordsAndImage.path(arguments.get(0)),
                        output.policy(),
                        Optional.empty(),
                        output.recompression(),
                        output.keepWork());
                ChangeReport report =
                    new ChangeImage(context, Version.number()).shell(request, limit, talk);
                return new Run.Answer(
                    options.json() ? ChangeReports.json(report) : ChangeReports.text(report),
                    ExitCode.DONE.code());
              }
              ShellImage shell = new ShellImage(context);
              int status =
                  work == null
                      ? shell.look(WordsAndImage.path(arguments.get(0)), limit, talk)
                      : shell.lookIntoKept(work, limit, talk);
              boolean failed = !words.isEmpty() && status != 0;
              return new Run.Answer(
                  "", failed ? ExitCode.OPERATION_FAILED.code() : ExitCode.DONE.code());
            });
  }
}
