package org.nodecustomize.op.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of paths: in each name {@code *} stands for any characters, {@code ?} for one, {@code
 * [a-z]} and {@code [!a-z]} for one of some, and a backslash takes what is special from the next
 * character; the name {@code **} stands for any number of names, none included. A leading dot of a
 * name is a character like others. See glob(7). The patterns of rules, waivers and systemd's files
 * are plainer: {@code rule.Glob}.
 *
 * <p>Matching takes time in proportion to pattern times text, whatever both are.
 */
final class Glob {
  private static final int LONGEST = 4096;

  private final List<List<Piece>> names;
  private final List<String> texts;

  /** One element of a name's pattern. */
  private sealed interface Piece {}

  private record Some() implements Piece {}

  private record One(boolean negated, List<int[]> ranges) implements Piece {
    boolean takes(int c) {
      return ranges.stream().anyMatch(range -> range[0] <= c && c <= range[1]) != negated;
    }
  }

  private Glob(List<List<Piece>> names, List<String> texts) {
    this.names = names;
    this.texts = texts;
  }

  /** What is wrong with a pattern; empty where nothing is. */
  static Optional<String> fault(String pattern) {
    if (pattern.length() > LONGEST) {
      return Optional.of("expected a pattern of at most " + LONGEST + " characters");
    }
    if (pattern.indexOf('\0') >= 0) {
      return Optional.of("a pattern must not hold a zero byte");
    }
    String relative = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    boolean odd =
        Arrays.stream(relative.split("/", -1))
            .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    return odd
        ? Optional.of(
            "expected a pattern without empty names, \".\" and \"..\" but was \"" + pattern + "\"")
        : Optional.empty();
  }

  /** A pattern without faults, absolute or not. */
  static Glob of(String pattern) {
    String relative = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    List<String> texts = List.of(relative.split("/", -1));
    return new Glob(texts.stream().map(Glob::pieces).toList(), texts);
  }

  private static List<Piece> pieces(String name) {
    List<Piece> pieces = new ArrayList<>();
    int[] all = name.codePoints().toArray();
    for (int i = 0; i < all.length; i++) {
      switch (all[i]) {
        case '*' -> pieces.add(new Some());
        case '?' -> pieces.add(new One(true, List.of()));
        case '[' -> {
          int end = end(all, i);
          pieces.add(end < 0 ? literal('[') : bracket(all, i + 1, end));
          i = end < 0 ? i : end;
        }
        case '\\' -> {
          i += i + 1 < all.length ? 1 : 0;
          pieces.add(literal(all[i]));
        }
        default -> pieces.add(literal(all[i]));
      }
    }
    return pieces;
  }

  /** Where a bracket ends; a {@code ]} that comes first in it is one of its characters. */
  private static int end(int[] all, int start) {
    int i = start + 1;
    if (i < all.length && (all[i] == '!' || all[i] == '^')) {
      i++;
    }
    for (i++; i < all.length; i++) {
      if (all[i] == ']') {
        return i;
      }
    }
    return -1;
  }

  private static One bracket(int[] all, int start, int end) {
    boolean negated = all[start] == '!' || all[start] == '^';
    List<int[]> ranges = new ArrayList<>();
    for (int i = negated ? start + 1 : start; i < end; i++) {
      boolean range = i + 2 < end && all[i + 1] == '-';
      ranges.add(new int[] {all[i], range ? all[i + 2] : all[i]});
      i += range ? 2 : 0;
    }
    return new One(negated, ranges);
  }

  private static One literal(int c) {
    return new One(false, List.of(new int[] {c, c}));
  }

  /** Whether a name stands for any number of names. */
  private boolean isDeep(int index) {
    return texts.get(index).equals("**");
  }

  private boolean isPlain(int index) {
    return texts.get(index).chars().noneMatch(c -> "*?[\\".indexOf(c) >= 0);
  }

  /** Whether only one path can match. */
  boolean isPlain() {
    for (int i = 0; i < names.size(); i++) {
      if (!isPlain(i)) {
        return false;
      }
    }
    return true;
  }

  /** The directory, absolute, in which everything is that matches. */
  String top() {
    StringBuilder top = new StringBuilder();
    for (int i = 0; i < names.size() - 1 && isPlain(i); i++) {
      top.append('/').append(texts.get(i));
    }
    return top.isEmpty() ? "/" : top.toString();
  }

  /** Whether a path, absolute or not, matches as a whole. */
  boolean matches(String path) {
    return states(path)[names.size()];
  }

  /** Whether something below a path could match. */
  boolean reachesBelow(String path) {
    boolean[] states = states(path);
    for (int i = 0; i < names.size(); i++) {
      if (states[i]) {
        return true;
      }
    }
    return false;
  }

  /** After how many names of the pattern the path can end. */
  private boolean[] states(String path) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    boolean[] states = new boolean[names.size() + 1];
    states[0] = true;
    skipDeep(states);
    for (String name : relative.isEmpty() ? new String[0] : relative.split("/", -1)) {
      boolean[] next = new boolean[names.size() + 1];
      int[] text = name.codePoints().toArray();
      for (int i = 0; i < names.size(); i++) {
        if (states[i] && isDeep(i)) {
          next[i] = true;
        } else if (states[i] && matches(names.get(i), text)) {
          next[i + 1] = true;
        }
      }
      states = next;
      skipDeep(states);
    }
    return states;
  }

  private void skipDeep(boolean[] states) {
    for (int i = 0; i < names.size(); i++) {
      states[i + 1] |= states[i] && isDeep(i);
    }
  }

  /** Goes back to the last star only: an earlier one never has to take more. */
  private static boolean matches(List<Piece> pieces, int[] text) {
    int piece = 0;
    int star = -1;
    int taken = 0;
    int i = 0;
    while (i < text.length) {
      if (piece < pieces.size() && pieces.get(piece) instanceof One one && one.takes(text[i])) {
        piece++;
        i++;
      } else if (piece < pieces.size() && pieces.get(piece) instanceof Some) {
        star = piece++;
        taken = i;
      } else if (star >= 0) {
        piece = star + 1;
        i = ++taken;
      } else {
        return false;
      }
    }
    while (piece < pieces.size() && pieces.get(piece) instanceof Some) {
      piece++;
    }
    return piece == pieces.size();
  }
}
