package org.nodecustomize.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nodecustomize.diag.Problem;

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
  static Terminal of(PrintStream out, PrintStream err, Map<String, String> environment) {
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

  /** Something that should not happen: the trace is for the people who mend it. */
  void bug(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    err.println("error: a bug of node-customize: " + failure);
    err.println("hint: report it with the lines below; the input was not changed");
    err.print(trace);
    err.flush();
  }

  /**
   * What images and packages say must not reach the terminal as control characters, nor change the
   * direction of the text around it: such characters are shown by their number.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '\t' ? ' ' : c)
        .forEach(
            c -> {
              if (!isHarmful(c)) {
                clean.appendCodePoint(c);
              } else if (c < 0x100) {
                clean.append(String.format(Locale.ROOT, "\\x%02x", c));
              } else {
                clean.append(String.format(Locale.ROOT, "\\u{%04x}", c));
              }
            });
    return clean.toString();
  }

  /** The same for a text of several lines. */
  static String cleanLines(String text) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      lines[i] = clean(lines[i]);
    }
    return String.join("\n", lines);
  }

  private static boolean isHarmful(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
