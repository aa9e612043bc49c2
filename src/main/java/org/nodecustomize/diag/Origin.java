package org.nodecustomize.diag;

/**
 * Where a wish was written down, for messages about it.
 *
 * @param where as a person finds it: {@code site.yaml:12:5}, or the option or command of a command
 *     line
 * @param key the thing there, for instance {@code services.enabled[2]}; may be empty
 */
public record Origin(String where, String key) {

  /** A problem of what was written there. */
  public Problem problem(String message) {
    return Problem.at(where, key.isEmpty() ? message : key + ": " + message);
  }

  @Override
  public String toString() {
    return key.isEmpty() ? where : where + ": " + key;
  }
}
