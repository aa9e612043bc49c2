package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The time stamps of an inode's record, see "Inode Timestamps" of the kernel's
 * Documentation/filesystems/ext4/inodes.rst: 32 bits of seconds, and where the inode has room for
 * them, two bits more and 30 of nanoseconds.
 */
enum InodeTimes {
  ACCESSED(0x08, 0x8C),
  CHANGED(0x0C, 0x84),
  MODIFIED(0x10, 0x88),
  CREATED(0x90, 0x94);

  private static final int EXTRA_SIZE = 0x80;
  private static final int DELETED = 0x14;

  private final int seconds;
  private final int extra;

  InodeTimes(int seconds, int extra) {
    this.seconds = seconds;
    this.extra = extra;
  }

  /** Whether an inode has this stamp at all. */
  boolean isIn(ByteBuffer raw) {
    return reaches(raw, seconds);
  }

  Instant get(ByteBuffer raw) {
    long low = raw.getInt(seconds);
    if (!reaches(raw, extra)) {
      return Instant.ofEpochSecond(low);
    }
    int more = raw.getInt(extra);
    return Instant.ofEpochSecond(low + ((more & 3L) << 32), more >>> 2);
  }

  /** Sets it, as near as the inode can have it. */
  void put(ByteBuffer raw, Instant time) {
    long second = time.getEpochSecond();
    if (!reaches(raw, extra)) {
      raw.putInt(seconds, (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, second)));
      return;
    }
    int low = (int) second;
    raw.putInt(seconds, low);
    raw.putInt(extra, (int) (((second - low) >>> 32) & 3) | (time.getNano() << 2));
  }

  /** When an inode that is not in use was deleted, seconds since 1970; 0 if it never was in use. */
  static long deleted(ByteBuffer raw) {
    return Integer.toUnsignedLong(raw.getInt(DELETED));
  }

  static void putDeleted(ByteBuffer raw, Instant time) {
    long second = Math.max(1, Math.min(0xFFFFFFFFL, time.getEpochSecond()));
    raw.putInt(DELETED, (int) second);
  }

  private static boolean reaches(ByteBuffer raw, int field) {
    if (field < Inode.CLASSIC) {
      return true;
    }
    return raw.capacity() > Inode.CLASSIC
        && field + 4 <= raw.capacity()
        && field + 4 <= Inode.CLASSIC + Short.toUnsignedInt(raw.getShort(EXTRA_SIZE));
  }
}
