package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC116: names that the upgrade's comparison skips. */
@RuleInfo(
    id = "NC116",
    slug = "dircmp-blind-name",
    summary = "a name below /etc is skipped by the upgrade",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "IMG osupdater.py (python filecmp.DEFAULT_IGNORES)",
    fix = "use another name")
public final class IgnoredName implements Rule {
  private static final Set<String> IGNORED =
      Set.of("RCS", "CVS", "tags", ".git", ".hg", ".bzr", "_darcs", "__pycache__");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      String path = change.path();
      if (change.isAdded() && IGNORED.contains(path.substring(path.lastIndexOf('/') + 1))) {
        findings.add(path, "added, but upgrades neither compare nor carry this name");
      }
    }
  }
}
