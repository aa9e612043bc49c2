package org.nodecustomize.ext4;

import java.time.Instant;

/**
 * What a run's clock showed, and what is to be there instead.
 *
 * @param from no time stamp that the run's clock gave is before it
 * @param to none is after it
 * @param instead a whole second
 */
public record RunClock(Instant from, Instant to, Instant instead) {
  public RunClock {
    if (instead.getNano() != 0) {
      throw new IllegalArgumentException(instead.toString());
    }
  }

  /** Whether a time is one that the clock showed; it may have been held within that second. */
  boolean gave(Instant time) {
    return (!time.isBefore(from) && !time.isAfter(to))
        || time.getEpochSecond() == instead.getEpochSecond();
  }
}
