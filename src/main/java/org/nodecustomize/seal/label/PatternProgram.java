package org.nodecustomize.seal.label;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A regular expression as instructions of a machine that follows all ways at once, so that a match
 * takes no more than length of the text times length of the program, whatever the expression is.
 */
final class PatternProgram {
  /** Instructions of one program; file_contexts of real systems need some hundred. */
  static final int LIMIT = 20_000;

  private enum Op {
    SET,
    SPLIT,
    JUMP,
    ACCEPT
  }

  /** Which characters an instruction takes. */
  @FunctionalInterface
  interface Chars {
    boolean has(char c);
  }

  private static final class Instruction {
    final Op op;
    final Chars chars;
    int first;
    int second;

    Instruction(Op op, Chars chars) {
      this.op = op;
      this.chars = chars;
    }
  }

  private final List<Instruction> instructions = new ArrayList<>();

  /** The number of the next instruction. */
  int here() {
    return instructions.size();
  }

  void accept() throws UnsupportedPatternException {
    add(Op.ACCEPT, c -> false);
  }

  /** Takes one character of the given ones. */
  void take(Chars chars) throws UnsupportedPatternException {
    add(Op.SET, chars);
  }

  /** Goes on at two places; they are set later. */
  int split() throws UnsupportedPatternException {
    return add(Op.SPLIT, c -> false);
  }

  /** Goes on elsewhere; the place is set later. */
  int jump() throws UnsupportedPatternException {
    return add(Op.JUMP, c -> false);
  }

  void aim(int instruction, int first, int second) {
    instructions.get(instruction).first = first;
    instructions.get(instruction).second = second;
  }

  private int add(Op op, Chars chars) throws UnsupportedPatternException {
    if (instructions.size() == LIMIT) {
      throw new UnsupportedPatternException("larger than " + LIMIT + " steps");
    }
    instructions.add(new Instruction(op, chars));
    return instructions.size() - 1;
  }

  /** Whether the whole text is one that the expression describes. */
  boolean matches(String text) {
    BitSet now = new BitSet(instructions.size());
    enter(now, 0);
    for (int i = 0; i < text.length() && !now.isEmpty(); i++) {
      BitSet next = new BitSet(instructions.size());
      for (int at = now.nextSetBit(0); at >= 0; at = now.nextSetBit(at + 1)) {
        Instruction instruction = instructions.get(at);
        if (instruction.op == Op.SET && instruction.chars.has(text.charAt(i))) {
          enter(next, at + 1);
        }
      }
      now = next;
    }
    return now.stream().anyMatch(at -> instructions.get(at).op == Op.ACCEPT);
  }

  /** Adds an instruction and all that are reached from it without taking a character. */
  private void enter(BitSet states, int start) {
    List<Integer> open = new ArrayList<>(List.of(start));
    while (!open.isEmpty()) {
      int at = open.remove(open.size() - 1);
      if (states.get(at)) {
        continue;
      }
      states.set(at);
      Instruction instruction = instructions.get(at);
      if (instruction.op == Op.JUMP || instruction.op == Op.SPLIT) {
        open.add(instruction.first);
      }
      if (instruction.op == Op.SPLIT) {
        open.add(instruction.second);
      }
    }
  }
}
