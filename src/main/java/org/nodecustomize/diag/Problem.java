package org.nodecustomize.diag;

import java.util.List;
import java.util.Optional;

/**
 * One thing that is wrong, told so that the reader can act on it.
 *
 * @param where what the message is about, as the user named it (a file, {@code site.yaml:12:12}, a
 *     package); printed before the message
 * @param message what is wrong: lower case, no full stop, names quoted, units given
 * @param detail lines that belong below the message, for instance the package manager's own words
 * @param hint something that the user can type or do
 */
public record Problem(
    Optional<String> where, String message, List<String> detail, Optional<String> hint) {

  public Problem {
    detail = List.copyOf(detail);
  }

  /** A problem that has no place. */
  public static Problem of(String message) {
    return new Problem(Optional.empty(), message, List.of(), Optional.empty());
  }

  /** A problem of the thing called {@code where}. */
  public static Problem at(String where, String message) {
    return new Problem(Optional.of(where), message, List.of(), Optional.empty());
  }

  /** The same problem with a way out. */
  public Problem withHint(String text) {
    return new Problem(where, message, detail, Optional.of(text));
  }

  /** The same problem with lines below it. */
  public Problem withDetail(List<String> lines) {
    return new Problem(where, message, lines, hint);
  }

  /** The message with its place, on one line. */
  public String headline() {
    return where.map(w -> w + ": " + message).orElse(message);
  }
}
