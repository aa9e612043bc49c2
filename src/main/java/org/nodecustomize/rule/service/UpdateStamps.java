package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC411: stamps by which systemd thinks that its work is done. */
@RuleInfo(
    id = "NC411",
    slug = "update-stamps",
    summary = "systemd will take the image for up to date and skip its work",
    kind = STATE,
    severity = WARNING,
    consumer = "SD ConditionNeedsUpdate= (systemd-sysusers, hwdb, ldconfig, journal catalog)",
    fix = "touch /usr, and remove /etc/.updated and /var/.updated")
public final class UpdateStamps implements Fixable {
  private static final List<String> INPUTS =
      List.of(
          "/etc/ld.so.conf.d/",
          "/etc/sysusers.d/",
          "/etc/udev/hwdb.d/",
          "/usr/lib/sysusers.d/",
          "/usr/lib/systemd/catalog/",
          "/usr/lib/udev/hwdb.d/");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String path : List.of("/etc/.updated", "/var/.updated")) {
      if (context.files().has(path)) {
        findings.add(path, "says that everything was updated");
      }
    }
    if (context.base().isEmpty()) {
      return;
    }
    Optional<Change> input =
        context.changes().stream()
            .filter(Change::isNewContent)
            .filter(change -> INPUTS.stream().anyMatch(change.path()::startsWith))
            .findFirst();
    Optional<Instant> before = context.baseFiles().node("/usr").map(FileNode::modified);
    Optional<Instant> after = context.files().node("/usr").map(FileNode::modified);
    if (input.isPresent()
        && before.isPresent()
        && after.isPresent()
        && !after.get().isAfter(before.get())) {
      findings.add(
          "/usr",
          "is as old as in the original image ("
              + after.get()
              + "), but "
              + input.get().path()
              + " changed");
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return finding.path().equals("/usr")
        ? Repairs.touched("/usr", tree)
        : Repairs.removed(finding.path(), tree);
  }
}
