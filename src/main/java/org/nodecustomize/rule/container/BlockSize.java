package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.INFO;

import java.util.Optional;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC807: an unusual block size. */
@RuleInfo(
    id = "NC807",
    slug = "block-size",
    summary = "the block size of the squashfs is unusual",
    kind = STATE,
    severity = INFO,
    consumer = "the kernel's memory while it reads; upstream builders use 128 KiB",
    fix = "nothing, or pack it again with -b 131072")
public final class BlockSize implements Rule {
  private static final int USUAL = 128 << 10;

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<SquashfsFacts> squashfs = context.image().squashfs();
    if (squashfs.isEmpty()) {
      findings.notApplicable("the image is in no squashfs");
    } else if (squashfs.get().blockSize() != USUAL) {
      findings.add("squashfs", "has blocks of %d KiB".formatted(squashfs.get().blockSize() >> 10));
    }
  }
}
