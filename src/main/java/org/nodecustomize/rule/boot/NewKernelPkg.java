package org.nodecustomize.rule.boot;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.EnterpriseLinux;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC510: an old tool that turns boot entries off. */
@RuleInfo(
    id = "NC510",
    slug = "new-kernel-pkg",
    summary = "new-kernel-pkg is there, which turns boot loader entries off",
    kind = STATE,
    severity = WARNING,
    consumer = "A8-AM grub2.py, utils.py",
    fix = "remove the package grubby-deprecated")
public final class NewKernelPkg implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!EnterpriseLinux.atLeast(8, context.image().facts())) {
      findings.notApplicable("the system is not EL 8 or later");
    } else if (context.files().exists("/usr/sbin/new-kernel-pkg")) {
      findings.add("/usr/sbin/new-kernel-pkg", "is there");
    }
  }
}
