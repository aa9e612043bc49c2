package org.nodecustomize.rpm;

import java.nio.file.Path;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/** Bytes that are not a header. */
final class BadHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BadHeaderException(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  /** The same for the user, at the file that has the header. */
  OperationException refusal(Path file) {
    return new OperationException(Problem.at(file.toString(), reason), this);
  }
}
