package org.nodecustomize.site;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;

/** How strictly the new image is judged. */
public record Checks(Optional<Stated<FailOn>> failOn, List<Waiver> waive) {

  /** No wish. */
  public static final Checks NONE = new Checks(Optional.empty(), List.of());

  public Checks {
    waive = List.copyOf(waive);
  }

  /** From which severity on findings make a run fail. */
  public enum FailOn {
    ERROR,
    WARNING,
    NEVER
  }

  /**
   * Findings that the site accepts.
   *
   * @param rule its id, for instance {@code NC101}
   * @param path a glob; where empty, every path
   * @param until the last day on which this holds
   */
  public record Waiver(
      Origin origin, String rule, Optional<String> path, String reason, Optional<LocalDate> until)
      implements Item {}
}
