package org.nodecustomize.diag;

import java.util.List;

/** The site file is wrong. */
public final class SiteException extends CustomizeException {
  private static final long serialVersionUID = 1L;

  public SiteException(Problem problem) {
    super(ExitCode.SITE, List.of(problem));
  }

  public SiteException(Problem problem, Throwable cause) {
    super(ExitCode.SITE, List.of(problem), cause);
  }

  public SiteException(List<Problem> problems) {
    super(ExitCode.SITE, problems);
  }
}
