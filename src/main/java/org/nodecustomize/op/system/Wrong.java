package org.nodecustomize.op.system;

import java.util.Collection;
import java.util.List;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;

/** The problems of wishes, each with the place where the wish was written. */
final class Wrong {
  private Wrong() {}

  static OperationException wish(Origin origin, String message) {
    return new OperationException(origin.problem(message));
  }

  static OperationException wish(Origin origin, String message, String hint) {
    return new OperationException(origin.problem(message).withHint(hint));
  }

  /** A name that the image does not have, with the one that may have been meant. */
  static OperationException unknown(
      Origin origin, String message, String name, Collection<String> known, String otherwise) {
    return new OperationException(
        origin
            .problem(message)
            .withHint(
                NearName.of(name, known)
                    .map(near -> "did you mean \"" + near + "\"?")
                    .orElse(otherwise)));
  }

  /** All problems at once; nothing happens where there are none. */
  static void check(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
  }
}
