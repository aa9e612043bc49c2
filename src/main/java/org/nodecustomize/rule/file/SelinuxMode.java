package org.nodecustomize.rule.file;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SelinuxLabels;

/** NC712: SELinux turned off or down. */
@RuleInfo(
    id = "NC712",
    slug = "selinux-mode",
    summary = "SELinux does not enforce",
    kind = STATE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "IMG (warns that upgrades will be blocked); vdsm",
    fix = "set SELINUX=enforcing in /etc/selinux/config")
public final class SelinuxMode implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<String> mode = SelinuxLabels.mode(context.files());
    if (mode.isEmpty()) {
      findings.add("/etc/selinux/config", "has no SELINUX=, or is missing");
    } else if (!mode.get().equals("enforcing")) {
      findings.add("/etc/selinux/config", "has SELINUX=" + mode.get());
    }
  }
}
