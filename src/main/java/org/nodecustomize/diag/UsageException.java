package org.nodecustomize.diag;

import java.util.List;

/** The command line is wrong, or a file that it names cannot be read or written. */
public final class UsageException extends CustomizeException {
  private static final long serialVersionUID = 1L;

  public UsageException(Problem problem) {
    super(ExitCode.USAGE, List.of(problem));
  }

  public UsageException(Problem problem, Throwable cause) {
    super(ExitCode.USAGE, List.of(problem), cause);
  }

  public UsageException(List<Problem> problems) {
    super(ExitCode.USAGE, problems);
  }
}
