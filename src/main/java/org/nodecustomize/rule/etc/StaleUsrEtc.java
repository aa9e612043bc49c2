package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Optional;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC104: a new preset in /usr/etc that the old file in /etc hides. */
@RuleInfo(
    id = "NC104",
    slug = "usretc-stale",
    summary = "a new preset in /usr/etc is hidden by the old file in /etc",
    kind = CHANGE,
    severity = ERROR,
    profiles = NGN,
    consumer = "every program, which reads /etc",
    fix = "give /etc the new content too, or remove the file there if it is a link's target")
public final class StaleUsrEtc implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow(PristineTrees.USR_ETC)) {
      String preset = change.path();
      String path = "/etc" + preset.substring(PristineTrees.USR_ETC.length());
      boolean both =
          context.files().node(path).filter(FileNode::isRegular).isPresent()
              && change.after().filter(FileNode::isRegular).isPresent();
      if (both
          && change.aspects().contains(Aspect.CONTENT)
          && !context.overrides().contains(path)
          && context.baseFiles().sameContent(path, context.baseFiles(), preset)
          && context.files().sameContent(path, context.baseFiles(), path)) {
        findings.add(preset, "content changed, but " + path + " still has the old content");
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    String preset = finding.path();
    String path = "/etc" + preset.substring(PristineTrees.USR_ETC.length());
    return Repairs.mirrored(preset, path, tree)
        ? Optional.of("copied to " + path)
        : Optional.empty();
  }
}
