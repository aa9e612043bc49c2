package org.nodecustomize.op.file;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * Matches an author's regular expressions. Some of them take time without end on some lines, so the
 * characters that are looked at are counted.
 */
final class LineMatcher {
  /** About a second. */
  private static final long MOST_LOOKS = 100_000_000;

  private long looks;

  /** Whether it is found anywhere in the line. */
  boolean finds(Pattern pattern, String line) {
    return guarded(pattern, () -> pattern.matcher(new Counted(line)).find());
  }

  /** The line with every match replaced. */
  String replaceAll(Pattern pattern, String line, String replacement) {
    return guarded(
        pattern,
        () -> {
          Matcher matcher = pattern.matcher(new Counted(line));
          try {
            return matcher.replaceAll(replacement);
          } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new OperationException(
                Problem.of("bad replacement \"%s\": %s".formatted(replacement, e.getMessage()))
                    .withHint("write \\$ for a dollar sign"),
                e);
          }
        });
  }

  private static <T> T guarded(Pattern pattern, Supplier<T> work) {
    try {
      return work.get();
    } catch (StackOverflowError e) {
      throw new OperationException(
          Problem.of("the regular expression \"" + pattern + "\" needs too much memory here")
              .withHint("use x* in place of (x|y)* where that is possible"),
          e);
    }
  }

  /** A line that counts how often it is looked at. */
  private final class Counted implements CharSequence {
    private final String line;

    Counted(String line) {
      this.line = line;
    }

    @Override
    public char charAt(int index) {
      if (++looks > MOST_LOOKS) {
        throw new OperationException(
            Problem.of("the regular expression takes too long here")
                .withHint("avoid repetitions within repetitions, such as (a+)+"));
      }
      return line.charAt(index);
    }

    @Override
    public int length() {
      return line.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return line.subSequence(start, end);
    }

    @Override
    public String toString() {
      return line;
    }
  }
}
