package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC808: the installer's guess of the space that it needs. */
@RuleInfo(
    id = "NC808",
    slug = "space-estimate",
    summary = "the installer will think that the image needs less space than it does",
    kind = STATE,
    severity = WARNING,
    consumer = "A7-AM _setup_file_image (three times the size of the file)",
    fix = "give the root volume enough room in the kickstart")
public final class SpaceEstimate implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<Ext4Superblock> superblock = context.image().superblock();
    Optional<SquashfsFacts> squashfs = context.image().squashfs();
    if (superblock.isEmpty() || squashfs.isEmpty()) {
      findings.notApplicable("it is no squashfs around an ext4");
      return;
    }
    Ext4Superblock fs = superblock.get();
    long used = Math.max(0, fs.blocks() - fs.overheadBlocks() - fs.freeBlocks()) * fs.blockSize();
    long guess = 3 * squashfs.get().bytesUsed();
    if (used > guess) {
      findings.add(
          "squashfs",
          "holds %d MiB, but the installer expects %d".formatted(used >> 20, guess >> 20));
    }
  }
}
