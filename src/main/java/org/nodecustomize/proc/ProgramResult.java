package org.nodecustomize.proc;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a program ended.
 *
 * @param program the program's name
 * @param exitCode its exit code; 128 + n where signal n ended it
 * @param out what it printed on standard output, up to {@link HostProgram#OUTPUT_LIMIT} bytes
 * @param err the same of standard error
 */
public record ProgramResult(String program, int exitCode, String out, String err) {

  public boolean succeeded() {
    return exitCode == 0;
  }

  /** The last lines of what the program said, errors last, for people. */
  public List<String> tail(int lines) {
    List<String> all =
        Stream.concat(out.lines(), err.lines()).filter(line -> !line.isBlank()).toList();
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }
}
