package org.nodecustomize.report;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of texts for people. A name in an image may hold a newline, and must not make lines of its own. */
final class TextLines {

  private TextLines() {}

  /** One line, whatever is in it. */
  static String line(String text) {
    return text.replace("\n", "\\n");
  }

  /** A text of these lines. */
  static String of(List<String> lines) {
    return lines.stream().map(line -> line(line) + "\n").collect(Collectors.joining());
  }
}
