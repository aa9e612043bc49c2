package org.nodecustomize.diag;

import java.util.List;

/** Layout rules failed. */
public final class RuleException extends CustomizeException {
  private static final long serialVersionUID = 1L;

  public RuleException(Problem problem) {
    super(ExitCode.RULES, List.of(problem));
  }

  public RuleException(Problem problem, Throwable cause) {
    super(ExitCode.RULES, List.of(problem), cause);
  }

  public RuleException(List<Problem> problems) {
    super(ExitCode.RULES, problems);
  }
}
