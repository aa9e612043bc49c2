package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PackageOwnership;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC204: a file below /var that no package brought. */
@RuleInfo(
    id = "NC204",
    slug = "var-regular-file",
    summary = "a file was put in /var, where it is delivered once at most",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN, OSTREE},
    consumer =
        "IMG osupdater.py: migrate_var, migrate_rpm_files; OST docs/var.md; BOO lints.rs: var-tmpfiles",
    fix = "put it below /usr/share and copy it at boot by a C line in /usr/lib/tmpfiles.d")
public final class VarRegularFile implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    List<Change> added =
        context.changesBelow("/var").stream()
            .filter(change -> change.isAdded() && !VarPlaces.isManaged(change.path()))
            .filter(change -> change.after().filter(VarRegularFile::isFile).isPresent())
            .toList();
    Optional<PackageOwnership> packages = context.image().ownership();
    if (packages.isEmpty() && !added.isEmpty()) {
      findings.couldNotCheck(
          "the rpm database was not read, which says whether a package brought "
              + added.get(0).path());
      return;
    }
    for (Change change : added) {
      if (!packages.orElseThrow().owns(change.path())) {
        findings.add(change.path(), "was added and is in no package");
      }
    }
  }

  /** Empty files are flags that something looks for once. */
  private static boolean isFile(FileNode node) {
    return node.isRegular() && node.size() > 0;
  }
}
