package org.nodecustomize.seal;

/**
 * Patterns with {@code *} and {@code ?}, in time of length times length whatever the pattern is;
 * brackets stand for themselves.
 */
final class Glob {
  private final String pattern;
  private final boolean wholePath;

  /**
   * @param wholePath whether the two also stand for a slash
   */
  Glob(String pattern, boolean wholePath) {
    this.pattern = pattern;
    this.wholePath = wholePath;
  }

  boolean matches(String text) {
    boolean[] now = new boolean[pattern.length() + 1];
    now[0] = true;
    skipStars(now);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean[] next = new boolean[now.length];
      for (int at = 0; at < pattern.length(); at++) {
        if (!now[at]) {
          continue;
        }
        char p = pattern.charAt(at);
        boolean wild = (p == '*' || p == '?') && (wholePath || c != '/');
        if (p == '*') {
          next[at] |= wild;
        } else if (wild || p == c) {
          next[at + 1] = true;
        }
      }
      skipStars(next);
      now = next;
    }
    return now[pattern.length()];
  }

  /** A star may stand for nothing. */
  private void skipStars(boolean[] states) {
    for (int at = 0; at < pattern.length(); at++) {
      if (states[at] && pattern.charAt(at) == '*') {
        states[at + 1] = true;
      }
    }
  }
}
