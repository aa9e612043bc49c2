package org.nodecustomize.diag;

import java.util.List;

/** The user or the system asked the run to stop. */
public final class RunInterruptedException extends CustomizeException {
  private static final long serialVersionUID = 1L;

  public RunInterruptedException() {
    super(ExitCode.INTERRUPTED, List.of(Problem.of("interrupted")));
  }
}
