package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.INFO;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC709: very large files. */
@RuleInfo(
    id = "NC709",
    slug = "huge-or-sparse",
    summary = "a very large file was added",
    kind = CHANGE,
    severity = INFO,
    consumer = "A7-AM rsync (without -S: holes are written out); every upgrade, which copies it",
    fix = "deliver it to the host after the installation")
public final class HugeFiles implements Rule {
  private static final long LARGE = 1L << 30;

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      change
          .after()
          .filter(node -> node.isRegular() && node.size() > LARGE && change.isNewContent())
          .ifPresent(
              node -> findings.add(change.path(), "has %d MiB".formatted(node.size() >> 20)));
    }
  }
}
