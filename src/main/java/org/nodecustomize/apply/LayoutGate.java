package org.nodecustomize.apply;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RuleException;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleRunner;
import org.nodecustomize.rule.Severity;
import org.nodecustomize.rule.Waiver;
import org.nodecustomize.rule.Waivers;

/** Holds a changed image to the layout rules before it is packed. */
final class LayoutGate implements Gate {
  /** Warnings that are told one by one. */
  private static final int TOLD = 10;

  private final HostContext context;
  private final Policy policy;
  private final Writers writers;

  /**
   * @param writers tells whose wish a finding is about
   */
  LayoutGate(HostContext context, Policy policy, Writers writers) {
    this.context = context;
    this.policy = policy;
    this.writers = writers;
  }

  /**
   * How strict a run is.
   *
   * @param failOn the least severity that fails the run; empty where nothing does
   * @param overrides paths below /etc that differ from the vendor's on purpose
   */
  record Policy(Optional<Severity> failOn, List<Waiver> waivers, Set<String> overrides) {
    static final Policy STANDARD = new Policy(Optional.of(Severity.ERROR), List.of(), Set.of());

    Policy {
      waivers = List.copyOf(waivers);
      overrides = Set.copyOf(overrides);
    }
  }

  /**
   * Checks what the run made of the image; what its base has too is not the run's.
   *
   * @throws RuleException with every finding that fails the run
   */
  @Override
  public void require(
      Container container, LayoutProfile profile, CheckedImage before, CheckedImage after) {
    Instant now = SourceDate.now();
    RuleContext rules =
        new RuleContext(after, Optional.of(before), profile, policy.overrides(), now);
    CheckResult result =
        new Waivers(policy.waivers(), Set.of(), LocalDate.ofInstant(now, ZoneOffset.UTC))
            .apply(profile, "", new RuleRunner(context.cancellation()).run(Catalogue.all(), rules));
    List<Problem> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    result.results().stream()
        .flatMap(one -> one.findings().stream())
        .filter(finding -> !finding.inherited())
        .forEach(
            finding -> {
              if (policy
                  .failOn()
                  .filter(least -> finding.severity().compareTo(least) <= 0)
                  .isPresent()) {
                problems.add(writers.told(problem(finding)));
              } else if (finding.severity() != Severity.INFO) {
                warnings.add(text(finding));
              }
            });
    warnings.stream().limit(TOLD).forEach(context.events()::warning);
    if (warnings.size() > TOLD) {
      context
          .events()
          .warning(
              "and %d more: see 'node-customize check OUTPUT --base INPUT'"
                  .formatted(warnings.size() - TOLD));
    }
    result.remarks().forEach(context.events()::warning);
    if (!problems.isEmpty()) {
      throw new RuleException(problems);
    }
  }

  private static Problem problem(Finding finding) {
    return Problem.at(finding.path(), finding.evidence() + " [" + finding.rule() + "]")
        .withHint(
            "%s; 'node-customize explain %s' tells why".formatted(finding.fix(), finding.rule()));
  }

  private static String text(Finding finding) {
    return "%s: %s [%s]".formatted(finding.path(), finding.evidence(), finding.rule());
  }
}
