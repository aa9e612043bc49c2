package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Optional;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC803: the inner file system must need no repair. */
@RuleInfo(
    id = "NC803",
    slug = "fs-clean",
    summary = "the inner file system was not unmounted cleanly, or has errors",
    kind = STATE,
    severity = ERROR,
    consumer = "A7-AM and IMG (mount it read-only, where a journal cannot be replayed)",
    fix = "repair it: e2fsck -fy on the inner file system, then pack it again")
public final class FileSystemClean implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<Ext4Superblock> superblock = context.image().superblock();
    if (superblock.isEmpty()) {
      findings.notApplicable("the inner file system is not ext4");
      return;
    }
    if (superblock.get().journalNeedsRecovery()) {
      findings.add("rootfs.img", "its journal holds changes that are not in place");
    }
    if (!superblock.get().cleanlyUnmounted()) {
      findings.add("rootfs.img", "was not unmounted cleanly");
    }
    if (superblock.get().errorsRecorded()) {
      findings.add("rootfs.img", "has recorded errors");
    }
  }
}
