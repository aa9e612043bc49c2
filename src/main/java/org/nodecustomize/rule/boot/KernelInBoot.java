package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC501: no kernel where the installer looks for one. */
@RuleInfo(
    id = "NC501",
    slug = "kernel-in-boot",
    summary = "there is no kernel where the installer looks for one",
    kind = STATE,
    severity = ERROR,
    consumer =
        "A7-AM get_kernel_version_list; OST deployment (exactly one kernel beside its modules)",
    fix = "install a kernel package in the image")
public final class KernelInBoot implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    if (context.profile() == OSTREE) {
      int kernels = Kernels.besideModules(context.files()).size();
      if (kernels != 1) {
        findings.add("/usr/lib/modules", "expected one kernel but were " + kernels);
      }
    } else if (Kernels.inBoot(context.files()).isEmpty()) {
      findings.add("/boot", "has no vmlinuz-*");
    }
  }
}
