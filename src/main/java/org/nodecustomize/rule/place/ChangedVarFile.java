package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC206: a changed file of /var. */
@RuleInfo(
    id = "NC206",
    slug = "var-changed",
    summary = "a file of /var was changed, but hosts keep theirs",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN, OSTREE},
    consumer = "IMG osupdater.py: migrate_var, migrate_rpm_files",
    fix = "ship a unit that changes the host's file once")
public final class ChangedVarFile implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/var")) {
      if (change.isModified()
          && change.aspects().contains(Aspect.CONTENT)
          && !VarPlaces.isManaged(change.path())) {
        findings.add(change.path(), "content changed; an upgraded host keeps its own");
      }
    }
  }
}
