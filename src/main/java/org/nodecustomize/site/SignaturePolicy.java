package org.nodecustomize.site;

import java.util.List;
import org.nodecustomize.diag.Origin;

/** What to do about packages that no trusted key has signed. Damaged ones are refused always. */
public sealed interface SignaturePolicy {

  /** Every package must be signed by a trusted key. */
  record Required() implements SignaturePolicy {}

  /**
   * Some need not be.
   *
   * @param packages globs of their names
   * @param reason for people who read the image's record
   */
  record AllowUnsigned(Origin origin, List<String> packages, String reason)
      implements SignaturePolicy, Item {
    public AllowUnsigned {
      packages = List.copyOf(packages);
    }
  }
}
