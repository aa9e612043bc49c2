package org.nodecustomize.op;

import java.util.List;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;

/** Tells, with whatever goes wrong, where the wish was written. */
public final class AtOrigin {
  private AtOrigin() {}

  /**
   * Does something for a wish.
   *
   * @throws OperationException what it throws, with the origin in front of each problem
   */
  public static void run(Origin origin, Runnable work) {
    try {
      work.run();
    } catch (OperationException e) {
      List<Problem> problems =
          e.problems().stream().map(problem -> problem(origin, problem)).toList();
      OperationException told = new OperationException(problems);
      told.initCause(e);
      throw told;
    }
  }

  private static Problem problem(Origin origin, Problem problem) {
    if (problem.where().equals(origin.problem("").where())) {
      return problem;
    }
    Problem told = origin.problem(problem.headline()).withDetail(problem.detail());
    return problem.hint().map(told::withHint).orElse(told);
  }

  /** The failure of a wish. */
  public static OperationException failure(Origin origin, String message) {
    return new OperationException(origin.problem(message));
  }

  /** Several failures of a wish. */
  public static OperationException failure(Origin origin, List<String> messages) {
    return new OperationException(messages.stream().map(origin::problem).toList());
  }

  /** The failure of a wish, with a way out. */
  public static OperationException failure(Origin origin, String message, String hint) {
    return new OperationException(origin.problem(message).withHint(hint));
  }
}
