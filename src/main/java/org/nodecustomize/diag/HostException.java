package org.nodecustomize.diag;

import java.util.List;

/** This machine lacks something: a program, a library, memory, disk space. */
public final class HostException extends CustomizeException {
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
