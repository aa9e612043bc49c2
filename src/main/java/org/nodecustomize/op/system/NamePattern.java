package org.nodecustomize.op.system;

/**
 * Patterns of names as fnmatch(3) has them with its flag FNM_NOESCAPE: {@code *}, {@code ?}, {@code
 * [a-z]}, {@code [!a-z]}. Takes time in proportion to pattern times name, whatever both are.
 */
final class NamePattern {
  private NamePattern() {}

  static boolean matches(String pattern, String name) {
    int at = 0;
    int star = -1;
    int taken = 0;
    int i = 0;
    while (i < name.length()) {
      int next = at < pattern.length() ? taking(pattern, at, name.charAt(i)) : -1;
      if (next > 0) {
        at = next;
        i++;
      } else if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        taken = i;
      } else if (star >= 0) {
        // An earlier star never has to take more than the last one can.
        at = star + 1;
        i = ++taken;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  /** Where the pattern goes on after it took one character; -1 where it does not take it. */
  private static int taking(String pattern, int at, char c) {
    char p = pattern.charAt(at);
    if (p == '[') {
      boolean negated = at + 1 < pattern.length() && pattern.charAt(at + 1) == '!';
      int first = at + (negated ? 2 : 1);
      int end = pattern.indexOf(']', first + 1);
      if (end > 0) {
        return inSet(pattern.substring(first, end), c) != negated ? end + 1 : -1;
      }
    }
    return p != '*' && (p == c || p == '?') ? at + 1 : -1;
  }

  private static boolean inSet(String set, char c) {
    int i = 0;
    while (i < set.length()) {
      boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
      char last = range ? set.charAt(i + 2) : set.charAt(i);
      if (set.charAt(i) <= c && c <= last) {
        return true;
      }
      i += range ? 3 : 1;
    }
    return false;
  }
}
