package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern as fnmatch(3) takes it without escapes: of unit names, as systemd holds presets to them,
 * or of paths, where only a slash matches a slash. Matches in time that is at most the product of
 * both lengths.
 */
final class NamePattern {
  /** What stands for one character each, or for any number: a {@link Star}. */
  private final List<IntPredicate> parts = new ArrayList<>();

  private final boolean paths;

  private NamePattern(String pattern, boolean paths) {
    this.paths = paths;
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      int end = c == '[' ? end(pattern, at) : -1;
      if (end > 0) {
        parts.add(set(pattern.substring(at + 1, end)));
        at = end + 1;
        continue;
      }
      parts.add(c == '*' ? new Star() : c == '?' ? one -> true : new Exactly(c));
      at++;
    }
  }

  /** Of the names of units. */
  static NamePattern ofUnits(String pattern) {
    return new NamePattern(pattern, false);
  }

  /** Of paths. */
  static NamePattern ofPaths(String pattern) {
    return new NamePattern(pattern, true);
  }

  /** Whether a text names one unit, not a kind of units. */
  static boolean isPlain(String pattern) {
    return pattern.chars().noneMatch(c -> "*?[".indexOf(c) >= 0);
  }

  /** Where a set ends; its first character is of the set even if it is the closing bracket. */
  private static int end(String pattern, int start) {
    int first = start + 1;
    boolean not = first < pattern.length() && "!^".indexOf(pattern.charAt(first)) >= 0;
    return pattern.indexOf(']', first + (not ? 2 : 1));
  }

  private static IntPredicate set(String text) {
    boolean not = text.startsWith("!") || text.startsWith("^");
    String members = not ? text.substring(1) : text;
    return c -> contains(members, c) != not;
  }

  private static boolean contains(String members, int c) {
    int at = 0;
    while (at < members.length()) {
      boolean range = at + 2 < members.length() && members.charAt(at + 1) == '-';
      if (range
          ? c >= members.charAt(at) && c <= members.charAt(at + 2)
          : c == members.charAt(at)) {
        return true;
      }
      at += range ? 3 : 1;
    }
    return false;
  }

  private record Star() implements IntPredicate {
    @Override
    public boolean test(int c) {
      return true;
    }
  }

  private record Exactly(char wanted) implements IntPredicate {
    @Override
    public boolean test(int c) {
      return c == wanted;
    }
  }

  /** Whether a wildcard can stand for a character. */
  private boolean isOpen(char c) {
    return !paths || c != '/';
  }

  /** Whether the whole name matches. */
  boolean matches(String name) {
    boolean[] reached = new boolean[name.length() + 1];
    reached[0] = true;
    for (IntPredicate part : parts) {
      if (part instanceof Star) {
        for (int at = 0; at < name.length(); at++) {
          reached[at + 1] |= reached[at] && isOpen(name.charAt(at));
        }
        continue;
      }
      for (int at = name.length(); at > 0; at--) {
        char c = name.charAt(at - 1);
        reached[at] = reached[at - 1] && part.test(c) && (part instanceof Exactly || isOpen(c));
      }
      reached[0] = false;
    }
    return reached[name.length()];
  }
}
