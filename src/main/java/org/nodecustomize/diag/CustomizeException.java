package org.nodecustomize.diag;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A failure that has been understood: it carries its exit code and every problem found, and is
 * shown without a stack trace. Anything else that reaches the top is a bug.
 */
public abstract sealed class CustomizeException extends RuntimeException
    permits ApplianceException,
        HostException,
        ImageException,
        OperationException,
        RuleException,
        RunInterruptedException,
        SiteException,
        UsageException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient List<Problem> problems;

  CustomizeException(ExitCode exitCode, List<Problem> problems) {
    super(problems.stream().map(Problem::headline).collect(Collectors.joining("; ")));
    this.exitCode = exitCode;
    this.problems = List.copyOf(problems);
  }

  CustomizeException(ExitCode exitCode, List<Problem> problems, Throwable cause) {
    super(problems.stream().map(Problem::headline).collect(Collectors.joining("; ")), cause);
    this.exitCode = exitCode;
    this.problems = List.copyOf(problems);
  }

  /** What the process exits with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** Everything that is wrong, in the order in which it should be read; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
