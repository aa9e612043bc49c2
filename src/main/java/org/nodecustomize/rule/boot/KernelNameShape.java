package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC505: a kernel version that imgbased cannot take apart. */
@RuleInfo(
    id = "NC505",
    slug = "kernel-name-shape",
    summary = "the version of a kernel has not exactly one hyphen",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG bootsetup.py: kernel_version (the last two fields of the file name)",
    fix = "use a kernel whose version and release have no hyphen in them")
public final class KernelNameShape implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String kernel : Kernels.inBoot(context.files())) {
      long hyphens = kernel.chars().filter(c -> c == '-').count();
      if (hyphens != 1) {
        findings.add("/boot/vmlinuz-" + kernel, "its version has " + hyphens + " hyphens");
      }
    }
  }
}
