package org.nodecustomize.rule.file;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.INFO;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;

/** NC713: times in the future or at the beginning. */
@RuleInfo(
    id = "NC713",
    slug = "timestamps",
    summary = "a file has a time in the future, or none",
    kind = CHANGE,
    severity = INFO,
    profiles = {IMGBASED, NGN, PLAIN},
    consumer = "IMG osupdater.py (rsync --update: the newer file wins); tar",
    fix = "touch it")
public final class OddTimes implements Fixable {
  private static final Duration LEEWAY = Duration.ofDays(1);

  @Override
  public void check(RuleContext context, Findings findings) {
    Instant latest = context.time().plus(LEEWAY);
    for (Change change : context.changes()) {
      boolean touched = change.isAdded() || change.aspects().contains(Aspect.TIME);
      change
          .after()
          .filter(node -> touched && node.isRegular())
          .filter(node -> node.modified().isAfter(latest) || node.modified().getEpochSecond() <= 0)
          .ifPresent(node -> findings.add(change.path(), "has the time " + node.modified()));
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    boolean late = tree.time().isAfter(context.time().plus(LEEWAY));
    return late ? Optional.empty() : Repairs.touched(finding.path(), tree);
  }
}
