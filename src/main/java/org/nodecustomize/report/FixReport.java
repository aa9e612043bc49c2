package org.nodecustomize.report;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.RuleDescription;

/**
 * What {@code check --fix} did.
 *
 * @param before what was found in the image
 * @param after what is found in the repaired one, or would be; the same where nothing is repaired
 * @param fixes sorted by rule and path
 * @param output the repaired image; empty where none was written
 * @param outputSize bytes
 */
public record FixReport(
    CheckReport before,
    CheckReport after,
    List<Fix> fixes,
    Optional<Path> output,
    long outputSize,
    boolean dryRun) {

  public FixReport {
    fixes = List.copyOf(fixes);
  }

  /**
   * One repair.
   *
   * @param rule whose finding it was
   * @param done what was done, lower case, no full stop
   */
  public record Fix(RuleDescription rule, String path, String done) {
    /** By number of the rule, then by path. */
    public static final Comparator<Fix> ORDER =
        Comparator.comparing((Fix fix) -> fix.rule().id()).thenComparing(Fix::path);
  }

  /** The report about an image in which nothing can be repaired. */
  public static FixReport nothing(CheckReport found, boolean dryRun) {
    return new FixReport(found, found, List.of(), Optional.empty(), 0, dryRun);
  }

  /** What the exit code is made of: an image that was not written is as it was. */
  public CheckReport result() {
    return output.isPresent() ? after : before;
  }
}
