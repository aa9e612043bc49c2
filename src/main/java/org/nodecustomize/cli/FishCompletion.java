package org.nodecustomize.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A completion script for fish, made of the commands; see complete(1) of fish. */
final class FishCompletion {
  private static final int DESCRIPTION = 60;

  private final String program;
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String program) {
    this.program = program;
  }

  static String script(CommandSpec root) {
    FishCompletion completion = new FishCompletion(root.name());
    completion.lines.add("# Completions of " + root.name() + " for fish.");
    root.options().forEach(option -> completion.option("__fish_use_subcommand", option));
    root.subcommands().forEach(completion::command);
    return String.join("\n", completion.lines) + "\n";
  }

  private void command(String name, CommandLine line) {
    CommandSpec command = line.getCommandSpec();
    String summary = summary(command.usageMessage().description());
    add("__fish_use_subcommand", "-f -a " + name + " -d " + quoted(summary));
    String inside = "__fish_seen_subcommand_from " + name;
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      List<String> values = values(parameter);
      if (!values.isEmpty()) {
        add(inside, "-f -a " + quoted(String.join(" ", values)));
      }
    }
    if (command.positionalParameters().isEmpty()) {
      add(inside, "-f");
    }
    command.options().forEach(option -> option(inside, option));
  }

  private void option(String condition, OptionSpec option) {
    String names =
        Stream.of(option.names())
            .map(
                name ->
                    name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
            .collect(Collectors.joining(" "));
    add(condition, names + value(option) + " -d " + quoted(summary(option.description())));
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    if (type(option).equals(Path.class)) {
      return " -r -F";
    }
    List<String> values = values(option);
    return values.isEmpty() ? " -x" : " -x -a " + quoted(String.join(" ", values));
  }

  private static Class<?> type(ArgSpec argument) {
    Class<?>[] elements = argument.auxiliaryTypes();
    return elements.length > 0 ? elements[0] : argument.type();
  }

  private static List<String> values(ArgSpec argument) {
    if (type(argument).isEnum()) {
      return Stream.of(type(argument).getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .toList();
    }
    List<String> values = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(values::add);
    }
    return values;
  }

  private void add(String condition, String rest) {
    lines.add("complete -c " + program + " -n '" + condition + "' " + rest);
  }

  /** The first sentence, and what fits into a line of a menu. */
  private static String summary(String... description) {
    String text = description.length == 0 ? "" : description[0];
    String first = text.split("[.:;] ", 2)[0];
    String whole = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    if (whole.length() <= DESCRIPTION) {
      return whole;
    }
    return whole.substring(0, whole.lastIndexOf(' ', DESCRIPTION)) + "...";
  }

  /** Between single quotes fish gives a meaning to the backslash and the quote alone. */
  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
