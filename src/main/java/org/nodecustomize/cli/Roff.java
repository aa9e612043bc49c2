package org.nodecustomize.cli;

import java.util.List;
import java.util.Locale;

/** Text of a manual page in the macros of man(7). */
final class Roff {
  private final StringBuilder page = new StringBuilder();

  /** Begins a page of section 1. */
  void title(String name) {
    title(name, "1");
  }

  /** Begins a page of a section of the manual. */
  void title(String name, String section) {
    raw(".\\\" Made by scripts/generate-docs: do not edit.");
    raw(
        ".TH "
            + text(name.toUpperCase(Locale.ROOT))
            + " "
            + section
            + " \"\" \"node\\-customize\"");
    // Neither words cut in two nor blanks stretched: options must be copied as they stand.
    raw(".nh");
    raw(".ad l");
  }

  void section(String heading) {
    raw(".SH " + heading);
  }

  /** An item of a list: a label that is marked up already, and plain text. */
  void entry(String label, String description) {
    raw(".TP");
    raw(label);
    raw(text(description));
  }

  void bold(String line) {
    raw(boldWord(line));
  }

  /** Lines of prose; an empty one divides paragraphs, and lines that begin with blanks are kept. */
  void paragraphs(List<String> lines) {
    boolean kept = false;
    for (String line : lines) {
      if (line.startsWith(" ") != kept) {
        raw(kept ? ".fi" : ".nf");
        kept = !kept;
      }
      raw(line.isBlank() ? ".PP" : text(line));
    }
    if (kept) {
      raw(".fi");
    }
  }

  /** A line of roff. */
  void raw(String line) {
    page.append(line).append('\n');
  }

  static String boldWord(String word) {
    return "\\fB" + text(word) + "\\fR";
  }

  static String italic(String word) {
    return "\\fI" + text(word) + "\\fR";
  }

  /** A reference to another page of section 1. */
  static String link(String page) {
    return boldWord(page) + "(1)";
  }

  /** Plain text so that none of it is taken as markup; see groff_char(7). */
  static String text(String plain) {
    String escaped =
        plain
            .replace("\\", "\\e")
            .replace("-", "\\-")
            .replace("'", "\\(aq")
            .replace("`", "\\(ga")
            .replace("^", "\\(ha")
            .replace("~", "\\(ti");
    return named(escaped.startsWith(".") ? "\\&" + escaped : escaped);
  }

  /** Other characters by their number: formatters do not agree about the encoding of a page. */
  private static String named(String text) {
    StringBuilder named = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                named.append((char) c);
              } else {
                named.append("\\[u%04X]".formatted(c));
              }
            });
    return named.toString();
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
