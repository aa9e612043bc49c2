package org.nodecustomize.diag;

import java.util.List;

/** An operation failed in the image, or a package was refused. */
public final class OperationException extends CustomizeException {
  private static final long serialVersionUID = 1L;

  public OperationException(Problem problem) {
    super(ExitCode.OPERATION_FAILED, List.of(problem));
  }

  public OperationException(Problem problem, Throwable cause) {
    super(ExitCode.OPERATION_FAILED, List.of(problem), cause);
  }

  public OperationException(List<Problem> problems) {
    super(ExitCode.OPERATION_FAILED, problems);
  }

  public OperationException(List<Problem> problems, Throwable cause) {
    super(ExitCode.OPERATION_FAILED, problems, cause);
  }
}
