package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
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

/** NC115: a change that an upgrade cannot see. */
@RuleInfo(
    id = "NC115",
    slug = "invisible-change",
    summary = "a file was changed so that an upgrade does not see it",
    kind = CHANGE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    warningIn = NGN,
    consumer = "IMG osupdater.py (shallow dircmp; rsync --update)",
    fix =
        "give the file the time of the build; for reproducible builds a SOURCE_DATE_EPOCH after the base's files")
public final class InvisibleChange implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    check("/etc", context, findings);
    check(PristineTrees.FACTORY, context, findings);
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.touched(finding.path(), tree);
  }

  private static void check(String directory, RuleContext context, Findings findings) {
    for (Change change : context.changesBelow(directory)) {
      if (!change.aspects().contains(Aspect.CONTENT) || PristineTrees.isHostLocal(change.path())) {
        continue;
      }
      FileNode before = change.before().orElseThrow();
      FileNode after = change.after().orElseThrow();
      if (after.modified().equals(before.modified()) && after.size() == before.size()) {
        findings.add(change.path(), "content changed, but size and time did not");
      } else if (after.modified().isBefore(before.modified())) {
        findings.add(
            change.path(),
            "content changed, but its time went back from "
                + before.modified()
                + " to "
                + after.modified());
      }
    }
  }
}
