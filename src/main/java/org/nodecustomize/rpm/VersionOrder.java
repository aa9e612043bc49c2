package org.nodecustomize.rpm;

/**
 * rpm's order of version and release strings (rpm's reference manual, "Dependencies" and
 * "Version comparison").
 *
 * <p>A string is cut in segments of ASCII digits and of ASCII letters; everything else only
 * separates, except {@code ~} and {@code ^}. Digits compare as numbers of any length, letters as
 * bytes, and digits are newer than letters. Where one string ends first, the longer one is newer.
 * {@code ~} sorts before everything, the end of the string included; {@code ^} sorts after the end
 * of the string but before any further segment.
 */
final class VersionOrder {
  private final String text;
  private int at;

  private VersionOrder(String text) {
    this.text = text;
  }

  /** Negative, zero or positive as {@code left} is older than, the same as or newer than the other. */
  static int compare(String left, String right) {
    VersionOrder a = new VersionOrder(left);
    VersionOrder b = new VersionOrder(right);
    while (true) {
      a.skipSeparators();
      b.skipSeparators();
      if (a.isAt('~') || b.isAt('~')) {
        if (!a.isAt('~') || !b.isAt('~')) {
          return a.isAt('~') ? -1 : 1;
        }
        a.at++;
        b.at++;
        continue;
      }
      if (a.isAt('^') || b.isAt('^')) {
        if (a.isAt('^') && b.isAt('^')) {
          a.at++;
          b.at++;
          continue;
        }
        // A caret is newer than the end and older than anything else.
        VersionOrder other = a.isAt('^') ? b : a;
        int caretIsNewer = other.ended() ? 1 : -1;
        return a.isAt('^') ? caretIsNewer : -caretIsNewer;
      }
      if (a.ended() || b.ended()) {
        return Boolean.compare(!a.ended(), !b.ended());
      }
      boolean digits = isDigit(a.text.charAt(a.at));
      if (digits != isDigit(b.text.charAt(b.at))) {
        return digits ? 1 : -1;
      }
      String leftSegment = a.segment(digits);
      String rightSegment = b.segment(digits);
      int order =
          digits ? compareNumbers(leftSegment, rightSegment) : leftSegment.compareTo(rightSegment);
      if (order != 0) {
        return order;
      }
    }
  }

  private static int compareNumbers(String left, String right) {
    String a = withoutLeadingZeros(left);
    String b = withoutLeadingZeros(right);
    int byLength = Integer.compare(a.length(), b.length());
    return byLength != 0 ? byLength : a.compareTo(b);
  }

  private static String withoutLeadingZeros(String digits) {
    int start = 0;
    while (start < digits.length() && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  private void skipSeparators() {
    while (!ended() && !isAt('~') && !isAt('^') && !isAlphanumeric(text.charAt(at))) {
      at++;
    }
  }

  private String segment(boolean digits) {
    int start = at;
    while (!ended() && (digits ? isDigit(text.charAt(at)) : isLetter(text.charAt(at)))) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean ended() {
    return at == text.length();
  }

  private boolean isAt(char c) {
    return !ended() && text.charAt(at) == c;
  }

  private static boolean isAlphanumeric(char c) {
    return isDigit(c) || isLetter(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
