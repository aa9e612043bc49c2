package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC313: what storage tools remember of one machine. */
@RuleInfo(
    id = "NC313",
    slug = "storage-host-state",
    summary = "the image has storage state of one machine",
    kind = STATE,
    severity = WARNING,
    consumer = "lvm2 (a devices file hides the host's volumes), multipathd, blkid",
    fix = "delete it")
public final class StorageHostState implements Fixable {
  private static final List<String> DIRECTORIES =
      List.of("/etc/lvm/archive", "/etc/lvm/backup", "/etc/lvm/cache");
  private static final List<String> FILES =
      List.of(
          "/etc/blkid.tab",
          "/etc/lvm/devices/system.devices",
          "/etc/multipath/bindings",
          "/etc/multipath/wwids");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String directory : DIRECTORIES) {
      context
          .files()
          .below(PristineTrees.configuration(context.files(), directory))
          .forEach(
              (path, node) -> {
                if (node.isRegular()) {
                  findings.add(path, "describes the volumes of one machine");
                }
              });
    }
    for (String name : FILES) {
      String path = PristineTrees.configuration(context.files(), name);
      boolean says =
          context.files().node(path).filter(FileNode::isRegular).isPresent()
              && context.files().lines(path).stream().anyMatch(line -> !line.startsWith("#"));
      if (says) {
        findings.add(path, "lists the devices of one machine");
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.removed(finding.path(), tree);
  }
}
