package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Changes;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC102: a change of the pristine copy that /etc does not have. */
@RuleInfo(
    id = "NC102",
    slug = "pristine-only-change",
    summary = "the pristine copy was changed but /etc was not",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "IMG osupdater.py: fix_systemd_services, remediate_etc",
    fix = "change the file in /etc as well, or undo the change of the copy")
public final class PristineOnlyChange implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow(PristineTrees.FACTORY)) {
      String path = "/etc" + change.path().substring(PristineTrees.FACTORY.length());
      boolean directory =
          change.after().or(change::before).filter(FileNode::isDirectory).isPresent();
      if (!change.isMaterial()
          || directory
          || PristineTrees.difference(context.files(), path, change.path()).isEmpty()
          || !unchanged(context, path)) {
        continue;
      }
      findings.add(change.path(), change.text() + ", but " + path + " is as it was");
    }
  }

  private static boolean unchanged(RuleContext context, String path) {
    boolean before = context.baseFiles().has(path);
    boolean after = context.files().has(path);
    if (!before || !after) {
      return before == after;
    }
    return Changes.aspects(context.baseFiles(), path, context.files(), path).stream()
        .allMatch(aspect -> aspect == Aspect.TIME || aspect == Aspect.ATTRIBUTES);
  }
}
