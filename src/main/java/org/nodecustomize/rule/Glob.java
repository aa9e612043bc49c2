package org.nodecustomize.rule;

/**
 * A pattern of paths: {@code *} is any run of characters but slashes, {@code **} any run at all,
 * {@code ?} one character but a slash; all else, brackets and backslashes too, is itself. What users
 * write as the paths of an operation has more to it, as shells do: {@code op.file.Glob}. Matches in
 * time that is at most the product of both lengths.
 */
public final class Glob {
  private final String pattern;

  public Glob(String pattern) {
    this.pattern = pattern;
  }

  /** Whether the whole text matches. */
  public boolean matches(String text) {
    boolean[] reached = new boolean[text.length() + 1];
    reached[0] = true;
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (c == '*') {
        boolean deep = pattern.startsWith("**", i);
        for (int at = 0; at < text.length(); at++) {
          if (reached[at] && (deep || text.charAt(at) != '/')) {
            reached[at + 1] = true;
          }
        }
        i += deep ? 2 : 1;
        continue;
      }
      for (int at = text.length(); at > 0; at--) {
        char seen = text.charAt(at - 1);
        reached[at] = reached[at - 1] && (c == '?' ? seen != '/' : c == seen);
      }
      reached[0] = false;
      i++;
    }
    return reached[text.length()];
  }

  @Override
  public String toString() {
    return pattern;
  }
}
