package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC111: /etc is populated beside /usr/etc. */
@RuleInfo(
    id = "NC111",
    slug = "both-etc-trees",
    summary = "the tree has both a populated /etc and /usr/etc",
    kind = STATE,
    severity = ERROR,
    profiles = OSTREE,
    consumer = "OST ostree-sysroot-deploy.c: prepare_deployment_etc; BOO lints.rs: check_usretc",
    fix = "move what is in /etc to /usr/etc and leave /etc empty")
public final class BothEtcTrees implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    int names = context.files().names("/etc").size();
    if (names > 0 && context.files().has(PristineTrees.USR_ETC)) {
      findings.add(
          "/etc", "has " + names + (names == 1 ? " name" : " names") + " in it beside /usr/etc");
    }
  }
}
