package org.nodecustomize.seal.label;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the part of PCRE (pcre2pattern(3)) that describes regular languages: literals, classes,
 * groups, alternatives and counted repetition. What looks around, back or ahead is refused; greedy
 * and lazy repetition are the same where the whole text must match.
 */
final class PatternCompiler {
  /** Groups in groups. */
  private static final int DEPTH = 60;

  private static final int LARGEST_COUNT = 1_000;

  private final String text;
  private final PatternProgram program = new PatternProgram();
  private int at;
  private int depth;

  private PatternCompiler(String text) {
    this.text = text;
  }

  /** The program of an expression, which is to match from its beginning to its end. */
  static PatternProgram compile(String expression) throws UnsupportedPatternException {
    String body = expression.startsWith("^") ? expression.substring(1) : expression;
    PatternCompiler compiler = new PatternCompiler(body);
    compiler.alternatives();
    if (compiler.at < body.length()) {
      throw compiler.unsupported("')' without '('");
    }
    compiler.program.accept();
    return compiler.program;
  }

  private UnsupportedPatternException unsupported(String what) {
    return new UnsupportedPatternException(what + " at character " + (at + 1));
  }

  private boolean more() {
    return at < text.length();
  }

  private boolean isAt(char c) {
    return more() && text.charAt(at) == c;
  }

  /** {@code a|b|c}: each alternative is preceded by a split and followed by a jump to the end. */
  private void alternatives() throws UnsupportedPatternException {
    List<Integer> jumps = new ArrayList<>();
    while (true) {
      int split = program.split();
      program.aim(split, program.here(), program.here());
      sequence();
      if (!isAt('|')) {
        break;
      }
      at++;
      jumps.add(program.jump());
      program.aim(split, split + 1, program.here());
    }
    for (int jump : jumps) {
      program.aim(jump, program.here(), program.here());
    }
  }

  private void sequence() throws UnsupportedPatternException {
    while (more() && !isAt('|') && !isAt(')')) {
      if (isAt('$') && at == text.length() - 1) {
        at++;
        return;
      }
      repeated();
    }
  }

  /** An atom as often as what follows it says; the atom is read again for every time. */
  private void repeated() throws UnsupportedPatternException {
    int start = at;
    int mark = program.here();
    int split = program.split();
    atom();
    int end = at;
    int least = 1;
    int most = 1;
    if (isAt('*') || isAt('+') || isAt('?')) {
      least = isAt('+') ? 1 : 0;
      most = isAt('?') ? 1 : Integer.MAX_VALUE;
      at++;
    } else if (isAt('{')) {
      int[] counts = counts();
      if (counts.length == 2) {
        least = counts[0];
        most = counts[1];
      }
    }
    int after = at;
    if (after > end) {
      if (isAt('?')) {
        after++;
      } else if (isAt('+') || isAt('*') || (isAt('{') && isCount())) {
        throw unsupported("a repeated repetition");
      }
    }
    program.aim(split, mark + 1, mark + 1);
    if (least == 0) {
      // The first time is optional, or the atom may not be there at all.
      optional(split, most);
      if (most > 1 && most < Integer.MAX_VALUE) {
        again(start, end, 0, most - 1);
        program.aim(split, mark + 1, program.here());
      }
    } else {
      if (most == Integer.MAX_VALUE && least == 1) {
        int back = program.split();
        program.aim(back, mark + 1, program.here());
      } else {
        again(start, end, least - 1, most == Integer.MAX_VALUE ? most : most - 1);
      }
    }
    at = after;
  }

  private void optional(int split, int most) throws UnsupportedPatternException {
    if (most == Integer.MAX_VALUE) {
      int jump = program.jump();
      program.aim(jump, split, split);
    }
    int skipped = most == 0 ? program.here() : split + 1;
    program.aim(split, skipped, program.here());
  }

  /** The atom between two places of the text, between {@code least} and {@code most} times more. */
  private void again(int start, int end, int least, int most) throws UnsupportedPatternException {
    for (int i = 0; i < least; i++) {
      atomAt(start);
    }
    if (most == Integer.MAX_VALUE) {
      int split = program.split();
      atomAt(start);
      int jump = program.jump();
      program.aim(jump, split, split);
      program.aim(split, split + 1, program.here());
    } else {
      List<Integer> splits = new ArrayList<>();
      for (int i = least; i < most; i++) {
        splits.add(program.split());
        atomAt(start);
      }
      for (int split : splits) {
        program.aim(split, split + 1, program.here());
      }
    }
    at = end;
  }

  private void atomAt(int start) throws UnsupportedPatternException {
    at = start;
    atom();
  }

  private boolean isCount() {
    int saved = at;
    try {
      return counts().length == 2;
    } catch (UnsupportedPatternException tooLarge) {
      return true;
    } finally {
      at = saved;
    }
  }

  /** Reads {@code {n}}, {@code {n,}} or {@code {n,m}}; nothing else is a count, and is not read. */
  private int[] counts() throws UnsupportedPatternException {
    int close = text.indexOf('}', at);
    String inside = close < 0 ? "" : text.substring(at + 1, close);
    if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
      return new int[0];
    }
    int comma = inside.indexOf(',');
    int least = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
    int most = least;
    if (comma >= 0) {
      String upper = inside.substring(comma + 1);
      most = upper.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(upper);
    }
    if (least > LARGEST_COUNT || (most > LARGEST_COUNT && most != Integer.MAX_VALUE)) {
      throw unsupported("more than " + LARGEST_COUNT + " repetitions");
    }
    if (most < least) {
      throw unsupported("a count with its numbers out of order");
    }
    at = close + 1;
    return new int[] {least, most};
  }

  private void atom() throws UnsupportedPatternException {
    char c = text.charAt(at);
    switch (c) {
      case '(' -> group();
      case '.' -> {
        at++;
        program.take(any -> true);
      }
      case '[' -> {
        CharClass charClass = new CharClass(text, at + 1);
        program.take(charClass.read());
        at = charClass.end();
      }
      case '\\' -> {
        at++;
        if (!more()) {
          throw unsupported("a backslash at the end");
        }
        program.take(CharClass.escaped(text.charAt(at)));
        at++;
      }
      case '^', '$' -> throw unsupported("'" + c + "' inside the expression");
      case '*', '+', '?' -> throw unsupported("'" + c + "' with nothing to repeat");
      default -> {
        at++;
        program.take(other -> other == c);
      }
    }
  }

  private void group() throws UnsupportedPatternException {
    if (++depth > DEPTH) {
      throw unsupported("more than " + DEPTH + " groups in each other");
    }
    at++;
    if (isAt('?')) {
      if (!text.startsWith("?:", at)) {
        throw unsupported("a group with '(?'");
      }
      at += 2;
    } else if (isAt('*')) {
      throw unsupported("a group with '(*'");
    }
    alternatives();
    if (!isAt(')')) {
      throw unsupported("'(' without ')'");
    }
    at++;
    depth--;
  }
}
