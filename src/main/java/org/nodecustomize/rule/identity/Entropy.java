package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;

/** NC309: seeds and secrets that must differ from host to host. */
@RuleInfo(
    id = "NC309",
    slug = "entropy-and-credentials",
    summary = "the image has a random seed or a secret of one machine",
    kind = STATE,
    severity = ERROR,
    consumer = "SD BUILDING_IMAGES.md",
    fix = "delete it; systemd makes a new one")
public final class Entropy implements Fixable {
  private static final List<String> FILES =
      List.of(
          "/boot/efi/loader/random-seed",
          "/boot/loader/random-seed",
          "/var/lib/random-seed",
          "/var/lib/systemd/credential.secret",
          "/var/lib/systemd/random-seed");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String path : FILES) {
      context
          .files()
          .node(path)
          .filter(node -> node.isRegular() && node.size() > 0)
          .ifPresent(node -> findings.add(path, "belongs to the machine that made it"));
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.removed(finding.path(), tree);
  }
}
