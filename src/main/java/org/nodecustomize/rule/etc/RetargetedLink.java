package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC107: a symbolic link of /etc with a new target. */
@RuleInfo(
    id = "NC107",
    slug = "symlink-retarget",
    summary = "a symbolic link of /etc has a new target",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "IMG osupdater.py: remediate_etc (rsync -l ignores --update for links)",
    fix = "change what the link points to, or set the link by an L+ line in /usr/lib/tmpfiles.d")
public final class RetargetedLink implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      if (change.aspects().contains(Aspect.TARGET)) {
        findings.add(
            change.path(),
            "pointed to "
                + change.before().flatMap(FileNode::target).orElse("")
                + ", now to "
                + change.after().flatMap(FileNode::target).orElse(""));
      }
    }
  }
}
