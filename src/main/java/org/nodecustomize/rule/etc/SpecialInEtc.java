package org.nodecustomize.rule.etc;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC118: a fifo, socket or device below /etc. */
@RuleInfo(
    id = "NC118",
    slug = "special-in-etc",
    summary = "a fifo, socket or device was added below /etc",
    kind = CHANGE,
    severity = WARNING,
    consumer =
        "OST ostree-sysroot-deploy.c: merge_configuration_from skips them; IMG copies with python's shutil",
    fix = "make it at boot, by a p, c or b line in /usr/lib/tmpfiles.d")
public final class SpecialInEtc implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      change
          .after()
          .filter(node -> !node.isRegular() && !node.isDirectory() && !node.isLink())
          .filter(node -> change.isMaterial())
          .ifPresent(node -> findings.add(change.path(), "is a " + NodeTypes.text(node.type())));
    }
  }
}
