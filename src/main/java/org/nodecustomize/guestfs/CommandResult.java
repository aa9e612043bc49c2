package org.nodecustomize.guestfs;

import java.util.List;

/**
 * How a command in the image ended.
 *
 * @param exitCode its exit code; 128 + n where signal n ended it
 * @param log what it printed on standard output and standard error, together; head and tail of more
 *     than {@link #LOG_LIMIT} bytes, with a line between them that says what was cut
 */
public record CommandResult(int exitCode, String log) {
  /** Bytes of the log that are kept. */
  public static final int LOG_LIMIT = 4 << 20;

  public boolean succeeded() {
    return exitCode == 0;
  }

  /** The last lines that are not blank, for people. */
  public List<String> tail(int lines) {
    List<String> all = log.lines().filter(line -> !line.isBlank()).toList();
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }
}
