package org.nodecustomize.apply;

import org.nodecustomize.image.Container;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rule.CheckedImage;

/** What a changed image has to pass before it is packed. */
@FunctionalInterface
interface Gate {

  /**
   * Looks at the image as it was and as it is.
   *
   * @throws org.nodecustomize.diag.RuleException with everything for which it is refused
   */
  void require(Container container, LayoutProfile profile, CheckedImage before, CheckedImage after);
}
