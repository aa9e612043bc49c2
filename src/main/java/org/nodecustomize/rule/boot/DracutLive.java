package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.INFO;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC507: the image cannot be booted live. */
@RuleInfo(
    id = "NC507",
    slug = "dracut-live",
    summary = "an initramfs made in this image cannot boot it live",
    kind = STATE,
    severity = INFO,
    profiles = {IMGBASED, NGN, PLAIN},
    consumer = "DRA dmsquash-live",
    fix = "install dracut-live")
public final class DracutLive implements Rule {
  private static final String MODULES = "/usr/lib/dracut/modules.d";

  @Override
  public void check(RuleContext context, Findings findings) {
    boolean there =
        context.files().names(MODULES).stream().anyMatch(name -> name.endsWith("dmsquash-live"));
    if (!there) {
      findings.add(MODULES, "has no module 'dmsquash-live'");
    }
  }
}
