package org.nodecustomize.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.nodecustomize.diag.Problem;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The standard streams and what may be done with them. */
final class Terminal {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final boolean color;

  private Terminal(PrintStream out, PrintStream err, boolean interactive, boolean color) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    this.color = color;
  }

  /** What the environment allows; see no-color.org. */
  static Terminal of(PrintStream out, PrintStream err) {
    Map<String, String> environment = System.getenv();
    // The launcher looks, since Java tells only whether both input and output are terminals.
    boolean interactive =
        "1".equals(environment.get("NODE_CUSTOMIZE_TTY"))
            && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    boolean color = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(out, err, interactive, color);
  }

  /** Where results go. */
  PrintStream out() {
    return out;
  }

  /** Where everything else goes. */
  PrintStream err() {
    return err;
  }

  /** Whether the error stream is a terminal that can overwrite its line. */
  boolean interactive() {
    return interactive;
  }

  /** Shows problems as the error format has it: place, what is wrong, detail, hint. */
  void problems(List<Problem> problems) {
    for (Problem problem : problems) {
      String label = color ? "\u001b[1;31merror:\u001b[0m " : "error: ";
      err.println(
          problem.where().map(where -> clean(where) + ": ").orElse("")
              + label
              + clean(problem.message()));
      problem.detail().forEach(line -> err.println("  " + clean(line)));
      problem.hint().ifPresent(hint -> err.println("hint: " + clean(hint)));
    }
    err.flush();
  }

  /** A wrong command line. */
  void misuse(ParameterException failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    Problem problem = Problem.of(decapitalized(message));
    List<String> similar =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    CommandLine command = failure.getCommandLine();
    String hint =
        similar.isEmpty()
            ? "see '" + command.getCommandSpec().qualifiedName() + " --help'"
            : "did you mean '" + similar.get(0) + "'?";
    problems(List.of(problem.withHint(hint)));
  }

  /** Something that should not happen: the trace is for the people who mend it. */
  void bug(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    err.println("error: a bug of node-customize: " + failure);
    err.println("hint: report it with the lines below; the input was not changed");
    err.print(trace);
    err.flush();
  }

  /** Control characters of images and packages must not reach the terminal. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\t' ? ' ' : c)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                clean.append(String.format("\\x%02x", c));
              } else {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }

  private static String decapitalized(String message) {
    return message.isEmpty() || (message.length() > 1 && Character.isUpperCase(message.charAt(1)))
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
