package org.nodecustomize.apply;

import org.nodecustomize.image.Container;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rule.CheckedImage;

/** What a changed image has to pass before it is packed. */
@FunctionalInterface
interface Gate {

  /** What was found. */
  @FunctionalInterface
  interface Verdict {

    /**
     * Tells what was found.
     *
     * @throws org.nodecustomize.diag.RuleException with everything for which the image is refused
     */
    void require();
  }

  /** Looks at the image as it was and as it is; tells nobody, whatever it finds. */
  Verdict judge(
      Container container, LayoutProfile profile, CheckedImage before, CheckedImage after);
}
