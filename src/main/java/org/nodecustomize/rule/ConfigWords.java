package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line of systemd's configuration: divided by blanks, which quotes and backslashes
 * keep, see systemd.syntax(7).
 */
final class ConfigWords {

  private ConfigWords() {}

  /** So many words, then what is left of the line as it is; empty texts where there are fewer. */
  static List<String> of(String line, int words) {
    List<String> found = new ArrayList<>();
    int at = 0;
    while (found.size() < words) {
      StringBuilder word = new StringBuilder();
      at = word(line, at, word);
      found.add(word.toString());
    }
    found.add(line.substring(at).strip());
    return List.copyOf(found);
  }

  /** Appends the word that begins at or after a place; returns where it ended. */
  private static int word(String line, int start, StringBuilder word) {
    int at = start;
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    char quote = 0;
    for (; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '\\' && quote != '\'' && at + 1 < line.length()) {
        word.append(line.charAt(++at));
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        return at;
      } else {
        word.append(c);
      }
    }
    return at;
  }
}
