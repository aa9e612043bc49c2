package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Set;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;

/** NC406: a vendor's unit file was edited. */
@RuleInfo(
    id = "NC406",
    slug = "vendor-unit-edited",
    summary = "a unit file of a package was edited in place",
    kind = CHANGE,
    severity = WARNING,
    consumer = "rpm: the next version of the package replaces the file",
    fix = "restore the file and put the changed keys in a drop-in")
public final class EditedVendorUnit implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    List<Change> edited =
        context.changesBelow("/usr/lib/systemd").stream()
            .filter(change -> change.isModified() && change.aspects().contains(Aspect.CONTENT))
            .filter(
                change ->
                    SystemdUnits.isUnitName(
                        change.path().substring(change.path().lastIndexOf('/') + 1)))
            .toList();
    if (edited.isEmpty()) {
      return;
    }
    Set<InstalledPackage> before = Set.copyOf(context.requiredBase().facts().packages());
    Set<InstalledPackage> after = Set.copyOf(context.image().facts().packages());
    if (before.isEmpty() || !before.equals(after)) {
      findings.couldNotCheck(
          before.isEmpty()
              ? "the rpm database was not read, which says whether a package brought the change of "
                  + edited.get(0).path()
              : "packages changed as well, and may have brought the change of "
                  + edited.get(0).path());
      return;
    }
    edited.forEach(change -> findings.add(change.path(), "content changed, but no package did"));
  }
}
