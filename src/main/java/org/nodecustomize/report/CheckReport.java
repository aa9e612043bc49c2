package org.nodecustomize.report;

import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Severity;

/**
 * What a check found.
 *
 * @param base the image that it was compared with
 */
public record CheckReport(Path image, Optional<Path> base, CheckResult result) {

  /**
   * Whether the image is to be refused.
   *
   * @param failOn the least bad finding that counts; empty for none
   * @param strict whether a rule that could not look counts as an error
   */
  public boolean fails(Optional<Severity> failOn, boolean strict) {
    if (failOn.isEmpty()) {
      return false;
    }
    boolean bad =
        result.results().stream()
            .flatMap(one -> one.findings().stream())
            .anyMatch(finding -> finding.severity().compareTo(failOn.get()) <= 0);
    return bad || (strict && result.uncheckedRules() > 0);
  }
}
