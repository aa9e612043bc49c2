package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/** One wish, which knows where it was written. */
public interface Item {

  /** Where the wish was written, for messages about it. */
  Origin origin();
}
