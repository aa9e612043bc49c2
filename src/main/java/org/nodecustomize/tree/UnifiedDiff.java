package org.nodecustomize.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The difference of two small texts in unified form, as diff(1) writes it: the shortest edit script,
 * by the algorithm of E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), with
 * three lines of context.
 */
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /** Texts that differ in more lines are better looked at one by one; it bounds time and memory. */
  private static final int MOST_EDITS = 600;

  private static final String NO_NEWLINE = "\\ No newline at end of file";

  private final List<String> left;
  private final List<String> right;

  private UnifiedDiff(List<String> left, List<String> right) {
    this.left = left;
    this.right = right;
  }

  /** A line of the result, and where it stands in both texts (from 0). */
  private record Edit(char sign, int leftLine, int rightLine, String text) {}

  /**
   * The hunks that make {@code right} of {@code left}, without the two lines that name the texts.
   *
   * @return no lines for equal texts; empty where the texts differ too much
   */
  public static Optional<List<String>> of(String left, String right) {
    List<String> before = lines(left);
    List<String> after = lines(right);
    int prefix = 0;
    int most = Math.min(before.size(), after.size());
    while (prefix < most && before.get(prefix).equals(after.get(prefix))) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < most - prefix
        && before.get(before.size() - 1 - suffix).equals(after.get(after.size() - 1 - suffix))) {
      suffix++;
    }
    UnifiedDiff middle =
        new UnifiedDiff(
            before.subList(prefix, before.size() - suffix),
            after.subList(prefix, after.size() - suffix));
    Optional<List<Edit>> edits = middle.edits(prefix);
    if (edits.isEmpty()) {
      return Optional.empty();
    }
    List<Edit> all = new ArrayList<>();
    for (int i = Math.max(0, prefix - CONTEXT); i < prefix; i++) {
      all.add(new Edit(' ', i, i, before.get(i)));
    }
    all.addAll(edits.get());
    for (int i = 0; i < Math.min(suffix, CONTEXT); i++) {
      int leftLine = before.size() - suffix + i;
      all.add(new Edit(' ', leftLine, after.size() - suffix + i, before.get(leftLine)));
    }
    return Optional.of(hunks(all));
  }

  /** Lines with their ends, so that a last line without one differs from one that has it. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, next));
      start = next;
    }
    return lines;
  }

  /** The shortest edit script of the two lists; line numbers are counted from {@code offset}. */
  private Optional<List<Edit>> edits(int offset) {
    int most = Math.min(left.size() + right.size(), MOST_EDITS);
    int center = most + 1;
    int[] furthest = new int[2 * most + 3];
    List<int[]> trace = new ArrayList<>();
    for (int edits = 0; edits <= most; edits++) {
      // Only what this round can change is kept, so that memory grows with the edits alone.
      trace.add(Arrays.copyOfRange(furthest, center - edits - 1, center + edits + 2));
      for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
        int x = start(furthest, center, diagonal, edits);
        int y = x - diagonal;
        while (x < left.size() && y < right.size() && left.get(x).equals(right.get(y))) {
          x++;
          y++;
        }
        furthest[center + diagonal] = x;
        if (x >= left.size() && y >= right.size()) {
          return Optional.of(walkBack(trace, offset));
        }
      }
    }
    return Optional.empty();
  }

  /** How far the path on a diagonal comes with one more deletion or insertion. */
  private static int start(int[] furthest, int center, int diagonal, int edits) {
    boolean down =
        diagonal == -edits
            || (diagonal != edits
                && furthest[center + diagonal - 1] < furthest[center + diagonal + 1]);
    return down ? furthest[center + diagonal + 1] : furthest[center + diagonal - 1] + 1;
  }

  private List<Edit> walkBack(List<int[]> trace, int offset) {
    List<Edit> reversed = new ArrayList<>();
    int x = left.size();
    int y = right.size();
    for (int edits = trace.size() - 1; edits >= 0; edits--) {
      int[] furthest = trace.get(edits);
      int center = edits + 1;
      int diagonal = x - y;
      boolean down =
          diagonal == -edits
              || (diagonal != edits
                  && furthest[center + diagonal - 1] < furthest[center + diagonal + 1]);
      int previous = diagonal + (down ? 1 : -1);
      int fromX = edits == 0 ? 0 : furthest[center + previous];
      int fromY = edits == 0 ? 0 : fromX - previous;
      while (x > fromX && y > fromY) {
        x--;
        y--;
        reversed.add(new Edit(' ', offset + x, offset + y, left.get(x)));
      }
      if (edits > 0 && down) {
        y--;
        reversed.add(new Edit('+', offset + x, offset + y, right.get(y)));
      } else if (edits > 0) {
        x--;
        reversed.add(new Edit('-', offset + x, offset + y, left.get(x)));
      }
    }
    Collections.reverse(reversed);
    return reversed;
  }

  private static List<String> hunks(List<Edit> edits) {
    List<String> lines = new ArrayList<>();
    int at = 0;
    while (at < edits.size()) {
      int first = nextChange(edits, at);
      if (first == edits.size()) {
        break;
      }
      int end = first + 1;
      for (int next = nextChange(edits, end);
          next < edits.size() && next - end <= 2 * CONTEXT;
          next = nextChange(edits, end)) {
        end = next + 1;
      }
      int from = Math.max(at, first - CONTEXT);
      int to = Math.min(edits.size(), end + CONTEXT);
      hunk(edits.subList(from, to), lines);
      at = to;
    }
    return lines;
  }

  private static int nextChange(List<Edit> edits, int from) {
    int at = from;
    while (at < edits.size() && edits.get(at).sign == ' ') {
      at++;
    }
    return at;
  }

  private static void hunk(List<Edit> edits, List<String> lines) {
    long removed = edits.stream().filter(edit -> edit.sign != '+').count();
    long added = edits.stream().filter(edit -> edit.sign != '-').count();
    Edit first = edits.get(0);
    lines.add(
        "@@ -" + range(first.leftLine, removed) + " +" + range(first.rightLine, added) + " @@");
    for (Edit edit : edits) {
      boolean ended = edit.text.endsWith("\n");
      lines.add(edit.sign + (ended ? edit.text.substring(0, edit.text.length() - 1) : edit.text));
      if (!ended) {
        lines.add(NO_NEWLINE);
      }
    }
  }

  /** Lines are counted from 1; a range without lines names the line before it. */
  private static String range(int start, long count) {
    return count == 1
        ? Integer.toString(start + 1)
        : (count == 0 ? start : start + 1) + "," + count;
  }
}
