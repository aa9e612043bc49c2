package org.nodecustomize.op.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.op.ShellWord;
import org.nodecustomize.tree.Bytes;

/**
 * A script and how it is called.
 *
 * @param name for log and errors; letters, digits and {@code _.-}
 * @param text run by the interpreter that its first line names, {@code /bin/sh} where it names none
 * @param environment variables besides the usual ones
 * @param limit after which it is ended
 */
public record ScriptCall(
    String name,
    Bytes text,
    List<String> arguments,
    SortedMap<String, String> environment,
    Duration limit) {
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public ScriptCall {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  /** A script without words, with the usual limit. */
  public static ScriptCall of(String name, Bytes text) {
    return new ScriptCall(name, text, List.of(), new TreeMap<>(), LIMIT);
  }

  /** The script with an interpreter in its first line; refuses a call that cannot be made. */
  byte[] checked(Origin origin) {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          origin
              .problem("not the name of a script: \"" + name + "\"")
              .withHint("letters, digits and _.-"));
    }
    environment.forEach(
        (variable, value) -> {
          if (!VARIABLE.matcher(variable).matches() || value.indexOf('\0') >= 0) {
            problems.add(origin.problem("not an environment variable: \"" + variable + "\""));
          }
        });
    if (arguments.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      problems.add(origin.problem("an argument must not hold NUL"));
    }
    Wrong.check(problems);
    return ScriptText.checked(origin, name, text);
  }

  /** Lines for a POSIX shell that set the variables, each value quoted. */
  String exports() {
    StringBuilder lines = new StringBuilder();
    environment.forEach(
        (variable, value) ->
            lines
                .append("export ")
                .append(variable)
                .append('=')
                .append(ShellWord.quote(value))
                .append('\n'));
    return lines.toString();
  }

  /** The arguments as words of a POSIX shell, each quoted, with a blank before it. */
  String words() {
    return arguments.isEmpty() ? "" : " " + ShellWord.quote(arguments);
  }
}
