package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC606: the tool that shows a node's state. */
@RuleInfo(
    id = "NC606",
    slug = "nodectl",
    summary = "nodectl is missing",
    kind = STATE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "NCTL: the message of the day, cockpit's dashboard, oVirt's host deploy checks",
    fix = "install ovirt-node-ng-nodectl")
public final class NodectlPresent implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.hasImgbased()) {
      findings.notApplicable("the image has no imgbased");
    } else if (!context.files().exists("/usr/sbin/nodectl")
        && !context.files().exists("/usr/bin/nodectl")) {
      findings.add("/usr/sbin/nodectl", "is missing");
    }
  }
}
