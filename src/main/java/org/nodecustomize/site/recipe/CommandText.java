package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.SourceText;
import org.nodecustomize.site.yaml.Spot;

/** Divides a command file into commands. */
final class CommandText {

  /**
   * A command.
   *
   * @param word without dashes before it
   * @param argument all that follows, continued lines put together
   */
  record Line(String word, String argument, Spot at, Spot argumentAt) {}

  private CommandText() {}

  /** Comments and empty lines are left out; a backslash at its end continues a line. */
  static List<Line> lines(SourceText source) {
    List<Line> lines = new ArrayList<>();
    List<String> all = source.lines();
    int next = 0;
    while (next < all.size()) {
      int first = next;
      StringBuilder text = new StringBuilder(all.get(next++));
      boolean comment = text.toString().stripLeading().startsWith("#");
      while (!comment
          && text.length() > 0
          && text.charAt(text.length() - 1) == '\\'
          && next < all.size()) {
        text.setLength(text.length() - 1);
        text.append(all.get(next++).stripLeading());
      }
      if (!comment && !text.toString().isBlank()) {
        lines.add(line(source, first + 1, text.toString()));
      }
    }
    return lines;
  }

  private static Line line(SourceText source, int number, String text) {
    int begin = text.length() - text.stripLeading().length();
    int end = begin;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    int argument = end;
    while (argument < text.length() && Character.isWhitespace(text.charAt(argument))) {
      argument++;
    }
    String word = text.substring(begin, end).replaceFirst("^--", "");
    return new Line(
        word,
        text.substring(argument).stripTrailing(),
        new Spot(new Place(source, number, begin + 1), ""),
        new Spot(new Place(source, number, Math.min(argument, text.length()) + 1), word));
  }
}
