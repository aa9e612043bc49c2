package org.nodecustomize.site.yaml;

import java.nio.file.Path;
import java.util.List;

/**
 * The text of a file, for messages about it.
 *
 * @param shown how the user calls the file
 * @param path the file
 * @param lines without their ends
 */
public record SourceText(String shown, Path path, List<String> lines) {
  private static final int WIDTH = 100;

  public SourceText {
    lines = List.copyOf(lines);
  }

  /**
   * Words of a command line, which have no lines.
   *
   * @param shown the command or the option
   * @param directory where relative paths begin
   */
  public static SourceText ofArgument(String shown, Path directory) {
    return new SourceText(shown, directory.resolve("arguments"), List.of());
  }

  /** Whether this is no file but words of a command line. */
  public boolean isArgument() {
    return lines.isEmpty();
  }

  /** The directory that relative paths in the file begin from. */
  public Path directory() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  /** The line of a place and a caret below its column; empty where there is no such line. */
  List<String> excerpt(int line, int column) {
    if (line < 1 || line > lines.size()) {
      return List.of();
    }
    String text = lines.get(line - 1).replace('\t', ' ');
    int at = Math.min(column - 1, text.length());
    int from = text.length() <= WIDTH ? 0 : Math.max(0, Math.min(at - WIDTH / 2, text.length()));
    int to = Math.min(text.length(), from + WIDTH);
    String before = from > 0 ? "…" : "";
    String after = to < text.length() ? "…" : "";
    return List.of(
        before + text.substring(from, to) + after, " ".repeat(before.length() + at - from) + "^");
  }
}
