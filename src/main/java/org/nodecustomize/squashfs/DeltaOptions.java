package org.nodecustomize.squashfs;

import java.util.OptionalLong;

/**
 * How a delta is written.
 *
 * @param effort how hard changed blocks are compressed
 * @param sourceDateEpoch the time that the new image bears, seconds since 1970; where empty, now
 * @param threads that compress
 */
public record DeltaOptions(Effort effort, OptionalLong sourceDateEpoch, int threads) {

  /** How hard changed blocks are compressed; every result is read by every reader. */
  public enum Effort {
    /** As the image's own options say. */
    IMAGE,
    /** A third of the time, some percent larger. */
    FAST,
    /** Not at all. */
    STORE
  }

  public DeltaOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
  }

  /** As the image's options say, by all processors. */
  public static DeltaOptions of(OptionalLong sourceDateEpoch) {
    int processors = Math.min(8, Runtime.getRuntime().availableProcessors());
    return new DeltaOptions(Effort.IMAGE, sourceDateEpoch, processors);
  }
}
