package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC108: a path of /etc became something of another type. */
@RuleInfo(
    id = "NC108",
    slug = "type-change-vs-base",
    summary = "a path of /etc is of another type than in the original image",
    kind = CHANGE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG osupdater.py: remediate_etc (rsync exits with 23, the upgrade ends)",
    fix = "use a new name, and leave the old one as it was")
public final class ChangedType implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      if (!change.aspects().contains(Aspect.TYPE)) {
        continue;
      }
      boolean fatal =
          change.after().filter(FileNode::isDirectory).isPresent()
              && !context.files().below(change.path()).isEmpty();
      findings.add(
          fatal ? ERROR : WARNING,
          change.path(),
          "was a "
              + change.before().map(node -> NodeTypes.text(node.type())).orElse("")
              + ", now a "
              + change.after().map(node -> NodeTypes.text(node.type())).orElse("")
              + (fatal
                  ? " that is not empty: upgrades abort"
                  : ": upgraded hosts keep the old type"));
    }
  }
}
