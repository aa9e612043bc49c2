package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.EditedTree;

/** NC508: boot entries and rescue kernels of another machine. */
@RuleInfo(
    id = "NC508",
    slug = "boot-leftovers",
    summary = "/boot has entries or kernels that belong to one machine",
    kind = STATE,
    severity = WARNING,
    profiles = {IMGBASED, NGN, PLAIN},
    consumer = "IMG build.py: handle_bls_system; A8-AM create_bls_entries",
    fix = "delete it")
public final class BootLeftovers implements Fixable {
  private static final String GRUBENV = "/boot/grub2/grubenv";
  private static final int GRUBENV_SIZE = 1024;

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    for (String name : files.names("/boot/loader/entries")) {
      if (name.endsWith(".conf")) {
        findings.add(
            "/boot/loader/entries/" + name, "is a boot entry of the machine that built the image");
      }
    }
    for (String name : files.names("/boot")) {
      if (name.contains("rescue")) {
        findings.add("/boot/" + name, "is a rescue system of the machine that built the image");
      }
    }
    files
        .node(GRUBENV)
        .filter(node -> node.isRegular() && node.size() != GRUBENV_SIZE)
        .ifPresent(
            node ->
                findings.add(
                    GRUBENV, "expected %d bytes but were %d".formatted(GRUBENV_SIZE, node.size())));
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return finding.path().equals(GRUBENV)
        ? Optional.empty()
        : Repairs.removed(finding.path(), tree);
  }
}
