package org.nodecustomize.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Parts of blocks that will be read again: a file system's tables and directories are strewn over
 * blocks of up to 1 MiB, which together would not fit into memory. Thread-safe.
 */
final class KeptGranules {
  private static final int GRANULE = CowDisk.GRANULE;
  private static final byte[] ZERO = new byte[GRANULE];

  private final int most;
  private final Map<Long, byte[]> granules = new ConcurrentHashMap<>();
  private final AtomicInteger stored = new AtomicInteger();

  /**
   * @param mostBytes what is kept; zeroes do not count
   */
  KeptGranules(long mostBytes) {
    this.most = (int) (mostBytes / GRANULE);
  }

  /**
   * Keeps the whole granules of some bytes.
   *
   * @param offset a multiple of 4096
   * @return whether there was room for all of them
   */
  boolean keep(long offset, byte[] bytes, int from, int length) {
    for (int at = 0; at + GRANULE <= length; at += GRANULE) {
      int start = from + at;
      boolean zero = Arrays.equals(bytes, start, start + GRANULE, ZERO, 0, GRANULE);
      if (!zero && stored.incrementAndGet() > most) {
        return false;
      }
      granules.put(
          (offset + at) / GRANULE, zero ? ZERO : Arrays.copyOfRange(bytes, start, start + GRANULE));
    }
    return true;
  }

  /** Whether the whole range is here. */
  boolean has(long offset, int length) {
    if (granules.isEmpty()) {
      return false;
    }
    for (long granule = offset / GRANULE; granule * GRANULE < offset + length; granule++) {
      if (!granules.containsKey(granule)) {
        return false;
      }
    }
    return true;
  }

  /** Puts a range, which must be here, into the buffer. */
  void put(long offset, int length, ByteBuffer target) {
    long position = offset;
    long end = offset + length;
    while (position < end) {
      byte[] granule = granules.getOrDefault(position / GRANULE, ZERO);
      int within = (int) (position % GRANULE);
      int count = (int) Math.min(GRANULE - within, end - position);
      target.put(granule, within, count);
      position += count;
    }
  }

  /** Bytes that are kept. */
  long bytes() {
    return (long) Math.min(stored.get(), most) * GRANULE;
  }

  void clear() {
    granules.clear();
  }
}
