package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.util.Optional;

/** One inode's record without the traces of the run that changed it. */
final class SettledInode {
  private static final int GENERATION = 0x64;
  private static final int VERSION = 0x24;
  private static final int FIRST_VERSION = 1;

  private final RunClock clock;
  private final ByteBuffer raw;
  private final Optional<ByteBuffer> base;

  /**
   * @param raw the record as the run left it; is changed
   * @param base the record as it was before; empty where there was none
   */
  SettledInode(RunClock clock, ByteBuffer raw, Optional<ByteBuffer> base) {
    this.clock = clock;
    this.raw = raw;
    this.base = base;
  }

  static boolean inUse(ByteBuffer raw) {
    return raw.getShort(0x1A) != 0;
  }

  /** Whether the run made it, be it with the number of one that was deleted. */
  boolean isNew() {
    return base.isEmpty()
        || !inUse(base.get())
        || base.get().getInt(GENERATION) != raw.getInt(GENERATION);
  }

  /**
   * Replaces time stamps. What no program can set comes from the run's clock wherever it differs;
   * what programs can set is replaced only where it shows a time of that clock.
   */
  void settleTimes() {
    for (InodeTimes time : InodeTimes.values()) {
      if (time.isIn(raw) && differs(time) && (isKernels(time) || clock.gave(time.get(raw)))) {
        time.put(raw, clock.instead());
      }
    }
    if (!inUse(raw) && InodeTimes.deleted(raw) != 0) {
      InodeTimes.putDeleted(raw, clock.instead());
    }
  }

  /**
   * Takes back the count of changes, which goes up only as often as somebody looked between them;
   * for NFS clients that have the file open.
   */
  void settleVersion() {
    raw.putInt(VERSION, isNew() ? FIRST_VERSION : base.orElseThrow().getInt(VERSION));
  }

  private boolean isKernels(InodeTimes time) {
    return inUse(raw)
        && (time == InodeTimes.CHANGED || (time == InodeTimes.CREATED && isNew()));
  }

  private boolean differs(InodeTimes time) {
    return base.isEmpty()
        || !inUse(base.get())
        || !time.isIn(base.get())
        || !time.get(base.get()).equals(time.get(raw));
  }

  /** Replaces the random number that tells uses of the inode's number apart. */
  void putGeneration(int generation) {
    raw.putInt(GENERATION, generation);
  }
}
