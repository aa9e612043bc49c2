package org.nodecustomize.diag;

import java.util.List;

/**
 * A libguestfs call failed. Callers that know what the failure means for the user translate it into
 * another exception; shown as it is, it names the function and gives libguestfs' own text.
 */
public final class ApplianceException extends CustomizeException {
  private static final long serialVersionUID = 1L;

  private final String function;
  private final int errno;
  private final String text;

  /**
   * @param function the libguestfs function without its prefix, for instance {@code mount_options}
   * @param errno the errno that libguestfs kept, 0 where it kept none
   * @param text libguestfs' own text, all of it
   */
  public ApplianceException(String function, int errno, String text) {
    super(ExitCode.OPERATION_FAILED, List.of(problem(function, text)));
    this.function = function;
    this.errno = errno;
    this.text = text;
  }

  private static Problem problem(String function, String text) {
    List<String> lines = text.lines().toList();
    String first = lines.isEmpty() ? "no reason given" : lines.get(0);
    Problem problem = Problem.at("appliance", function + ": " + first);
    return lines.size() < 2
        ? problem
        : problem.withDetail(lines.stream().skip(1).limit(20).toList());
  }

  /** The libguestfs function without its prefix. */
  public String function() {
    return function;
  }

  /** The errno that libguestfs kept, 0 where it kept none. */
  public int errno() {
    return errno;
  }

  /** libguestfs' own text, all of it. */
  public String text() {
    return text;
  }
}
