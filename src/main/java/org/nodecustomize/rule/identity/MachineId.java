package org.nodecustomize.rule.identity;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;

/** NC307: a machine-id that all hosts would share. */
@RuleInfo(
    id = "NC307",
    slug = "machine-id",
    summary = "the machine-id is not empty",
    kind = STATE,
    severity = ERROR,
    consumer = "SD machine-id.xml; every host that boots with it",
    fix = "empty it: truncate -s 0 /etc/machine-id")
public final class MachineId implements Fixable {
  private static final String DBUS = "/var/lib/dbus/machine-id";

  @Override
  public void check(RuleContext context, Findings findings) {
    check("/etc/machine-id", context, findings);
    if (context.profile() == OSTREE) {
      check("/usr/etc/machine-id", context, findings);
    }
    context
        .files()
        .node(DBUS)
        .filter(node -> node.isRegular() && node.size() > 0)
        .ifPresent(
            node ->
                findings.add(
                    DBUS,
                    "holds an identity of its own, which systemd takes over",
                    "delete it, or link it to /etc/machine-id"));
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    String path = finding.path();
    if (path.equals(DBUS)) {
      return Repairs.removed(path, tree);
    }
    if (tree.node(path).filter(FileNode::isRegular).isEmpty()) {
      return Optional.empty();
    }
    tree.putFile(path, Content.of(new byte[0]), Placement.ofRoot(0444));
    return Optional.of("emptied");
  }

  private static void check(String path, RuleContext context, Findings findings) {
    String id = context.files().text(path).orElse("").strip();
    if (id.isEmpty()) {
      return;
    }
    if (!id.equals("uninitialized")) {
      findings.add(path, "holds an identity that all hosts would share");
    } else if (context.profile() == IMGBASED) {
      findings.add(
          WARNING,
          path,
          "is 'uninitialized', which older systemd does not know and the installer replaces");
    }
  }
}
