package org.nodecustomize.op.file;

import java.util.ArrayList;
import java.util.List;

/** The lines of a text, each with the end that it has; new ones get the end of the first. */
final class TextLines {
  private final List<String> lines = new ArrayList<>();
  private final String end;

  TextLines(String text) {
    int start = 0;
    for (int next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', start)) {
      lines.add(text.substring(start, next + 1));
      start = next + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    end = !lines.isEmpty() && lines.get(0).endsWith("\r\n") ? "\r\n" : "\n";
  }

  int size() {
    return lines.size();
  }

  /** A line without its end. */
  String get(int index) {
    String line = lines.get(index);
    return line.substring(0, line.length() - endOf(line).length());
  }

  private static String endOf(String line) {
    return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
  }

  void set(int index, String line) {
    if (!get(index).equals(line)) {
      lines.set(index, line + endOf(lines.get(index)));
    }
  }

  /** Puts a line before the one with the index, or at the end. */
  void add(int index, String line) {
    if (index == lines.size() && index > 0 && endOf(lines.get(index - 1)).isEmpty()) {
      lines.set(index - 1, lines.get(index - 1) + end);
    }
    lines.add(index, line + end);
  }

  void remove(int index) {
    lines.remove(index);
  }

  @Override
  public String toString() {
    return String.join("", lines);
  }
}
