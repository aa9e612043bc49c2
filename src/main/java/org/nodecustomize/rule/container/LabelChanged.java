package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.INFO;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC809: the label of the inner file system. */
@RuleInfo(
    id = "NC809",
    slug = "label-uuid",
    summary = "the label or UUID of the inner file system changed",
    kind = CHANGE,
    severity = WARNING,
    consumer = "root=live:LABEL=NAME; scripts that look for LiveOS",
    fix = "set it back: e2label, tune2fs -U")
public final class LabelChanged implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<Ext4Superblock> before = context.requiredBase().superblock();
    Optional<Ext4Superblock> after = context.image().superblock();
    if (before.isEmpty() || after.isEmpty()) {
      findings.notApplicable("the inner file system is not ext4");
      return;
    }
    if (!before.get().label().equals(after.get().label())) {
      findings.add(
          "rootfs.img",
          "its label was '%s', now '%s'".formatted(before.get().label(), after.get().label()));
    }
    if (!before.get().uuid().equals(after.get().uuid())) {
      findings.add(
          INFO,
          "rootfs.img",
          "its UUID was %s, now %s".formatted(before.get().uuid(), after.get().uuid()));
    }
  }
}
