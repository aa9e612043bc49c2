package org.nodecustomize.seal.label;

import java.util.Locale;

/** Reads a class of characters in brackets, the opening one left out. */
final class CharClass {
  private final String text;
  private int at;

  CharClass(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /** Where the text goes on after the class. */
  int end() {
    return at;
  }

  /** Which characters the class has. */
  PatternProgram.Chars read() throws UnsupportedPatternException {
    boolean negated = at < text.length() && text.charAt(at) == '^';
    if (negated) {
      at++;
    }
    PatternProgram.Chars all = c -> false;
    boolean first = true;
    while (true) {
      if (at >= text.length()) {
        throw new UnsupportedPatternException("'[' without ']'");
      }
      if (text.charAt(at) == ']' && !first) {
        at++;
        PatternProgram.Chars members = all;
        return negated ? c -> !members.has(c) : members;
      }
      first = false;
      PatternProgram.Chars before = all;
      PatternProgram.Chars item = item();
      all = c -> before.has(c) || item.has(c);
    }
  }

  private PatternProgram.Chars item() throws UnsupportedPatternException {
    if (text.startsWith("[:", at)) {
      int close = text.indexOf(":]", at);
      if (close > 0) {
        String name = text.substring(at + 2, close);
        at = close + 2;
        return named(name);
      }
    }
    if (text.startsWith("[.", at) || text.startsWith("[=", at)) {
      throw new UnsupportedPatternException("a collating element");
    }
    char low = text.charAt(at++);
    if (low == '\\') {
      if (at >= text.length()) {
        throw new UnsupportedPatternException("a backslash at the end");
      }
      char escaped = text.charAt(at++);
      if (isLetterOrDigit(escaped)) {
        return escaped(escaped);
      }
      low = escaped;
    }
    char from = low;
    boolean range = at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
    if (!range) {
      return c -> c == from;
    }
    at++;
    char high = text.charAt(at++);
    if (high == '\\' && at < text.length()) {
      high = text.charAt(at++);
      if (isLetterOrDigit(high)) {
        throw new UnsupportedPatternException("a range up to a class");
      }
    }
    char to = high;
    if (to < from) {
      throw new UnsupportedPatternException("a range with its ends out of order");
    }
    return c -> c >= from && c <= to;
  }

  /** What a backslash and a character stand for. */
  static PatternProgram.Chars escaped(char letter) throws UnsupportedPatternException {
    return switch (letter) {
      case 'd' -> CharClass::isDigit;
      case 'D' -> c -> !isDigit(c);
      case 'w' -> CharClass::isWord;
      case 'W' -> c -> !isWord(c);
      case 's' -> CharClass::isSpace;
      case 'S' -> c -> !isSpace(c);
      case 't' -> c -> c == '\t';
      case 'n' -> c -> c == '\n';
      case 'r' -> c -> c == '\r';
      case 'f' -> c -> c == '\f';
      default -> {
        if (isLetterOrDigit(letter)) {
          throw new UnsupportedPatternException("'\\" + letter + "'");
        }
        yield c -> c == letter;
      }
    };
  }

  private static PatternProgram.Chars named(String name) throws UnsupportedPatternException {
    boolean negated = name.startsWith("^");
    PatternProgram.Chars chars =
        switch ((negated ? name.substring(1) : name).toLowerCase(Locale.ROOT)) {
          case "alpha" -> CharClass::isLetter;
          case "digit" -> CharClass::isDigit;
          case "alnum" -> CharClass::isLetterOrDigit;
          case "upper" -> c -> c >= 'A' && c <= 'Z';
          case "lower" -> c -> c >= 'a' && c <= 'z';
          case "space" -> CharClass::isSpace;
          case "blank" -> c -> c == ' ' || c == '\t';
          case "xdigit" -> c -> isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
          case "word" -> CharClass::isWord;
          case "punct" -> c -> c > ' ' && c < 0x7f && !isLetterOrDigit(c);
          default -> throw new UnsupportedPatternException("the class '" + name + "'");
        };
    return negated ? c -> !chars.has(c) : chars;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isLetterOrDigit(char c) {
    return isDigit(c) || isLetter(c);
  }

  private static boolean isWord(char c) {
    return isLetterOrDigit(c) || c == '_';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
