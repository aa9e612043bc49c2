package org.nodecustomize.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.Spelling;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A wrong command line in the words of this program, not of the library that found it. */
final class Misuse {
  private final ParameterException failure;
  private final CommandSpec command;

  Misuse(ParameterException failure) {
    this.failure = failure;
    this.command = failure.getCommandLine().getCommandSpec();
  }

  Problem problem() {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0));
    }
    if (failure instanceof MissingParameterException missing) {
      return withHelp(missing(missing));
    }
    ArgSpec argument = failure.getArgSpec();
    if (failure instanceof OverwrittenOptionException overwritten) {
      return withHelp(
          Problem.at(name(overwritten.getOverwritten()), "expected once but was given twice"));
    }
    if (argument != null && argument.type().isEnum()) {
      return withHelp(Problem.at(name(argument), "expected " + choices(argument) + was()));
    }
    if (argument != null && failure.getCause() instanceof TypeConversionException cause) {
      return withHelp(Problem.at(name(argument), String.valueOf(cause.getMessage())));
    }
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return withHelp(Problem.of(decapitalized(message)));
  }

  private Problem unmatched(String word) {
    boolean option = word.startsWith("-");
    boolean root = command.parent() == null;
    String kind = option ? "unknown option" : root ? "unknown command" : "unexpected argument";
    Problem problem = Problem.of("%s \"%s\"".formatted(kind, word));
    List<String> known =
        option
            ? command.optionsMap().keySet().stream().filter(name -> name.length() > 2).toList()
            : root ? List.copyOf(command.subcommands().keySet()) : List.of();
    Optional<String> meant = Spelling.nearest(word.split("=", 2)[0], known);
    return meant
        .map(other -> problem.withHint("did you mean '" + other + "'?"))
        .orElseGet(() -> withHelp(problem));
  }

  private static Problem missing(MissingParameterException failure) {
    List<ArgSpec> missing = failure.getMissing();
    boolean valueOnly = String.valueOf(failure.getMessage()).contains("parameter for option");
    if (valueOnly && !missing.isEmpty()) {
      ArgSpec argument = missing.get(0);
      return Problem.at(name(argument), "expected " + argument.paramLabel() + " after it");
    }
    return Problem.of(
        "expected "
            + missing.stream()
                .map(
                    argument ->
                        argument.isOption()
                            ? name(argument) + " " + argument.paramLabel()
                            : argument.paramLabel())
                .collect(Collectors.joining(" and ")));
  }

  private String was() {
    return " but was \"" + failure.getValue() + "\"";
  }

  private static String choices(ArgSpec argument) {
    List<String> names =
        Arrays.stream(argument.type().getEnumConstants())
            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
            .toList();
    return String.join(", ", names.subList(0, names.size() - 1))
        + " or "
        + names.get(names.size() - 1);
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private Problem withHelp(Problem problem) {
    CommandLine line = failure.getCommandLine();
    return problem.withHint("see '" + line.getCommandSpec().qualifiedName() + " --help'");
  }

  private static String decapitalized(String message) {
    return message.isEmpty() || (message.length() > 1 && Character.isUpperCase(message.charAt(1)))
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
