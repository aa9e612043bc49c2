package org.nodecustomize.cli;

import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/** Options that make no sense together: refused, since one of them would do nothing unsaid. */
final class Exclusive {
  private Exclusive() {}

  static UsageException of(String one, String other, String hint) {
    return new UsageException(
        Problem.of("'%s' and '%s' exclude each other".formatted(one, other)).withHint(hint));
  }
}
