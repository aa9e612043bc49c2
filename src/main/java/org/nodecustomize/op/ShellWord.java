package org.nodecustomize.op;

import java.util.List;
import java.util.stream.Collectors;

/** Words of a POSIX shell command, quoted so that the shell takes them as they are. */
public final class ShellWord {
  private ShellWord() {}

  /**
   * The word between single quotes, in which the shell gives no character a meaning; POSIX Shell
   * Command Language 2.2.2.
   *
   * @throws IllegalArgumentException for a word with NUL, which no program can be given
   */
  public static String quote(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a word must not hold NUL");
    }
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Several words, each quoted, with a space between them. */
  public static String quote(List<String> words) {
    return words.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
  }
}
