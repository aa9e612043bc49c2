package org.nodecustomize.diag;

import java.util.List;

/** This machine lacks something: a program, a library, memory, disk space. */
public final class HostException extends CustomizeException {
  /** The hint where the disk of the work directories is full. */
  public static final String MORE_ROOM =
      "name a directory with room: TMPDIR=DIR node-customize ...";

  private static final long serialVersionUID = 1L;

  public HostException(Problem problem) {
    super(ExitCode.HOST, List.of(problem));
  }

  public HostException(Problem problem, Throwable cause) {
    super(ExitCode.HOST, List.of(problem), cause);
  }

  public HostException(List<Problem> problems) {
    super(ExitCode.HOST, problems);
  }
}
