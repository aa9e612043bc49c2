package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC805: the content must fit the root volume of a host. */
@RuleInfo(
    id = "NC805",
    slug = "size-fits-root-lv",
    summary = "the content is nearly or quite too large for the root volume of a host",
    kind = STATE,
    severity = ERROR,
    consumer =
        "IMG update.py (new volume as large as the old; tar's failure is not noticed); A9 product.d/ovirt.conf (6 GiB)",
    fix = "remove what is not needed, or enlarge the file system by --grow")
public final class SizeFits implements Rule {
  /** The smallest root volume that the installer makes for a node. */
  private static final long SMALLEST_ROOT = 6L << 30;

  private static final long LEAST_FREE = 64L << 20;

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<Ext4Superblock> found = context.image().superblock();
    if (found.isEmpty()) {
      findings.notApplicable("the inner file system is not ext4");
      return;
    }
    Ext4Superblock superblock = found.get();
    long block = superblock.blockSize();
    long used =
        Math.max(0, superblock.blocks() - superblock.overheadBlocks() - superblock.freeBlocks())
            * block;
    long needed = used + used / 20;
    if (needed > SMALLEST_ROOT) {
      findings.add(
          "rootfs.img",
          "needs %d MiB of a root volume that may have %d"
              .formatted(needed >> 20, SMALLEST_ROOT >> 20));
    } else if (used > SMALLEST_ROOT / 5 * 4) {
      findings.add(
          WARNING,
          "rootfs.img",
          "fills more than 80 %% of a root volume of %d MiB".formatted(SMALLEST_ROOT >> 20));
    }
    if (superblock.freeInodes() < superblock.inodes() / 20) {
      findings.add(
          WARNING,
          "rootfs.img",
          "has %d of %d inodes left".formatted(superblock.freeInodes(), superblock.inodes()));
    }
    if (superblock.freeBlocks() * block < LEAST_FREE) {
      findings.add(
          WARNING,
          "rootfs.img",
          "has %d MiB left".formatted((superblock.freeBlocks() * block) >> 20));
    }
  }
}
