package org.nodecustomize.rule.service;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC407: a removed unit link whose name is still used elsewhere. */
@RuleInfo(
    id = "NC407",
    slug = "unit-basename-collision",
    summary = "a unit link was removed, but its name is still in /etc/systemd or the pristine copy",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "IMG osupdater.py: fix_systemd_services (deletes by name, wherever it is)",
    fix = "remove the link from the pristine copy too, and use no unit name in two places")
public final class UnitNameCollision implements Rule {
  private static final String UNITS = "/etc/systemd";

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow(UNITS)) {
      boolean removedLink =
          change.isRemoved() && change.before().filter(FileNode::isLink).isPresent();
      if (!removedLink) {
        continue;
      }
      String path = change.path();
      String name = path.substring(path.lastIndexOf('/'));
      String copy = PristineTrees.copy(PristineTrees.FACTORY, path);
      if (context.files().has(copy)) {
        findings.add(path, "was removed, but " + copy + " is still there");
      }
      context.files().below(UNITS).keySet().stream()
          .filter(other -> other.endsWith(name) && !other.contains(".d/"))
          .forEach(
              other ->
                  findings.add(
                      other, "may be deleted by upgrades, since " + path + " was removed"));
    }
  }
}
