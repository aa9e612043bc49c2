package org.nodecustomize.site.yaml;

import java.util.List;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
public record Place(SourceText source, int line, int column) {
  private static final int SEARCHED_LINES = 500;

  /** {@code site.yaml:12:5}, or the name alone of what has no lines: a command. */
  public String where() {
    if (source.isArgument()) {
      return source.shown();
    }
    return source.shown() + ":" + line + ":" + column;
  }

  /** The line and a caret below it. */
  List<String> excerpt() {
    return source.excerpt(line, column);
  }

  /** The first place of a word at or below this one; this one where there is none near. */
  public Place of(String word) {
    int last = Math.min(source.lines().size(), line + SEARCHED_LINES);
    for (int i = line; i <= last; i++) {
      int found = source.lines().get(i - 1).indexOf(word, i == line ? column - 1 : 0);
      if (found >= 0) {
        return new Place(source, i, found + 1);
      }
    }
    return this;
  }
}
