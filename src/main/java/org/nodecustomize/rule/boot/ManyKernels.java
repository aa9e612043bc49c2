package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC511: more than one kernel. */
@RuleInfo(
    id = "NC511",
    slug = "many-kernels",
    summary = "the image has more than one kernel, and the oldest will be the default",
    kind = STATE,
    severity = WARNING,
    profiles = {IMGBASED, NGN, PLAIN},
    consumer =
        "A7-AM _collect_os_images (the first of the sorted list); IMG bootsetup.py (two copies of each in /boot)",
    fix = "remove the old kernel's packages")
public final class ManyKernels implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    List<String> kernels = Kernels.inBoot(context.files());
    if (kernels.size() > 1) {
      findings.add("/boot", "has " + kernels.size() + " kernels: " + String.join(", ", kernels));
    }
  }
}
