package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.TreePaths;

/** NC208: the rpm database must be in /usr/share/rpm behind a relative link. */
@RuleInfo(
    id = "NC208",
    slug = "rpmdb-location",
    summary = "the rpm database is not in /usr/share/rpm behind a relative link",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer =
        "IMG bootsetup.py, osupdater.py: relocate_update_manager; A7-AM bootloader (dbMatch in the new root)",
    fix = "move the database to /usr/share/rpm and link /var/lib/rpm to ../../usr/share/rpm")
public final class RpmDatabaseLocation implements Fixable {
  private static final List<String> DATABASES = List.of("Packages", "Packages.db", "rpmdb.sqlite");

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    if (!context.hasImgbased()) {
      findings.notApplicable("the image has no imgbased");
      return;
    }
    if (DATABASES.stream().noneMatch(name -> files.exists("/usr/share/rpm/" + name))) {
      findings.add("/usr/share/rpm", "holds no rpm database");
    }
    link("rpm", true, files, findings);
    link("dnf", false, files, findings);
    link("yum", false, files, findings);
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    String name = TreePaths.name(finding.path());
    boolean moved =
        finding.path().startsWith("/var/lib/") && !tree.list("/usr/share/" + name).isEmpty();
    return moved
        ? Repairs.linked(finding.path(), "../../usr/share/" + name, tree)
        : Optional.empty();
  }

  private static void link(String name, boolean required, Snapshot files, Findings findings) {
    String path = "/var/lib/" + name;
    Optional<FileNode> node = files.node(path);
    String fix = "make it a link to ../../usr/share/" + name;
    if (node.isEmpty()) {
      if (required) {
        findings.add(path, "is missing", fix);
      }
    } else if (!node.get().isLink()) {
      findings.add(
          path, "is a " + NodeTypes.text(node.get().type()) + ", not a symbolic link", fix);
    } else if (!node.get().target().equals(Optional.of("../../usr/share/" + name))) {
      findings.add(path, "points to " + node.get().target().orElse(""), fix);
    }
  }
}
