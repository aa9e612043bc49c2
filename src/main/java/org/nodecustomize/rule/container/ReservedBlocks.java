package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.INFO;

import java.util.Optional;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC813: blocks that are kept for root. */
@RuleInfo(
    id = "NC813",
    slug = "no-reserved",
    summary = "the inner file system keeps blocks for root",
    kind = STATE,
    severity = INFO,
    consumer = "nobody: space that only root can fill is wasted in an image",
    fix = "tune2fs -m 0")
public final class ReservedBlocks implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<Ext4Superblock> superblock = context.image().superblock();
    if (superblock.isEmpty()) {
      findings.notApplicable("the inner file system is not ext4");
    } else if (superblock.get().reservedBlocks() > 0) {
      findings.add("rootfs.img", "keeps %d blocks".formatted(superblock.get().reservedBlocks()));
    }
  }
}
