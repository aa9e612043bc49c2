package org.nodecustomize.rule;

import java.time.LocalDate;
import java.util.Optional;
import org.nodecustomize.diag.Origin;

/**
 * A finding that somebody accepts.
 *
 * @param rule its number or its slug
 * @param path of the findings
 * @param reason why it is accepted; never empty
 * @param until the last day on which it counts
 * @param origin where it was written
 */
public record Waiver(
    String rule, Glob path, String reason, Optional<LocalDate> until, Origin origin) {

  /** Whether it means this finding; its date is another question. */
  boolean means(RuleDescription description, Finding finding) {
    return (rule.equalsIgnoreCase(description.id()) || rule.equals(description.slug()))
        && path.matches(finding.path());
  }

  boolean isExpired(LocalDate today) {
    return until.filter(last -> last.isBefore(today)).isPresent();
  }
}
