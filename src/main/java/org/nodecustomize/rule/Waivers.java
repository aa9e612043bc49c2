package org.nodecustomize.rule;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.image.LayoutProfile;

/** Takes what is accepted out of the results. */
public final class Waivers {
  private final List<Waiver> waivers;
  private final Set<String> baseline;
  private final LocalDate today;

  /**
   * Waivers and a baseline.
   *
   * @param baseline findings that were there before, as {@link Baseline} spells them
   */
  public Waivers(List<Waiver> waivers, Set<String> baseline, LocalDate today) {
    this.waivers = List.copyOf(waivers);
    this.baseline = Set.copyOf(baseline);
    this.today = today;
  }

  /** The results without what is waived, and what there is to say of the waivers. */
  public CheckResult apply(LayoutProfile profile, String profileReason, List<RuleResult> results) {
    List<CheckResult.WaivedFinding> waived = new ArrayList<>();
    Set<Waiver> used = new HashSet<>();
    List<RuleResult> left = new ArrayList<>();
    for (RuleResult result : results) {
      left.add(
          result.outcome() instanceof Outcome.Failed failed
              ? new RuleResult(result.rule(), without(result.rule(), failed, waived, used))
              : result);
    }
    return new CheckResult(profile, profileReason, left, waived, remarks(used));
  }

  private Outcome without(
      RuleDescription rule,
      Outcome.Failed failed,
      List<CheckResult.WaivedFinding> waived,
      Set<Waiver> used) {
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : failed.findings()) {
      List<Waiver> meant = waivers.stream().filter(w -> w.means(rule, finding)).toList();
      used.addAll(meant);
      Optional<Waiver> valid = meant.stream().filter(w -> !w.isExpired(today)).findFirst();
      if (valid.isPresent()) {
        waived.add(new CheckResult.WaivedFinding(finding, valid.get().reason()));
      } else if (baseline.contains(Baseline.key(finding))) {
        waived.add(new CheckResult.WaivedFinding(finding, Baseline.ACCEPTED));
      } else {
        kept.add(finding);
      }
    }
    if (failed.omitted() > 0 && kept.size() < failed.findings().size()) {
      unseen(rule, failed).ifPresent(kept::add);
    }
    return kept.isEmpty() && failed.omitted() == 0
        ? new Outcome.Passed()
        : new Outcome.Failed(kept, failed.omitted());
  }

  /** What was not kept is no worse than what was, and may well be nothing that is accepted. */
  private static Optional<Finding> unseen(RuleDescription rule, Outcome.Failed failed) {
    return failed.findings().stream()
        .filter(finding -> !finding.inherited())
        .map(Finding::severity)
        .max(Comparator.naturalOrder())
        .map(
            severity ->
                new Finding(
                    rule.id(),
                    severity,
                    "further findings",
                    "are %d more than are kept, which no waiver and no baseline was held to"
                        .formatted(failed.omitted()),
                    rule.fix(),
                    false));
  }

  private List<String> remarks(Set<Waiver> used) {
    List<String> remarks = new ArrayList<>();
    for (Waiver waiver : waivers) {
      String name = waiver.origin() + ": the waiver of " + waiver.rule() + " for " + waiver.path();
      if (waiver.isExpired(today)) {
        remarks.add(name + " ended on " + waiver.until().orElseThrow());
      } else if (!used.contains(waiver)) {
        remarks.add(name + " waives nothing");
      }
    }
    return remarks;
  }
}
