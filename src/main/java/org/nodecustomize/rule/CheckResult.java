package org.nodecustomize.rule;

import java.util.List;
import org.nodecustomize.image.LayoutProfile;

/**
 * What a check found, after the waivers.
 *
 * @param profile the one that the image was held to
 * @param profileReason why that one
 * @param results of every rule, without what was waived
 * @param waived findings that somebody accepts, each with the waiver's reason
 * @param remarks waivers that are expired or that nothing was waived by
 */
public record CheckResult(
    LayoutProfile profile,
    String profileReason,
    List<RuleResult> results,
    List<WaivedFinding> waived,
    List<String> remarks) {

  public CheckResult {
    results = List.copyOf(results);
    waived = List.copyOf(waived);
    remarks = List.copyOf(remarks);
  }

  /** A finding and why it is accepted. */
  public record WaivedFinding(Finding finding, String reason) {}

  /** How many findings of a severity there are, those that are not kept included. */
  public long count(Severity severity) {
    return results.stream()
        .flatMap(result -> result.findings().stream())
        .filter(finding -> finding.severity() == severity)
        .count();
  }

  /** How many rules could not look. */
  public long uncheckedRules() {
    return results.stream()
        .filter(result -> result.outcome() instanceof Outcome.CouldNotCheck)
        .count();
  }
}
