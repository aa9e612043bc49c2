package org.nodecustomize.disk;

import java.util.BitSet;

/**
 * What became of each granule of a {@link CowDisk}: written, zeroed, forgotten, or none of these,
 * that is: as the base has it. Not thread-safe.
 */
final class GranuleStates {
  /** Those whose bytes are in the overlay. */
  private final BitSet written = new BitSet();

  /** Those that are zero now, whatever the base and the overlay hold; none of {@code written}. */
  private final BitSet zeroed = new BitSet();

  /** Those in which the base has nothing that anybody needs. */
  private BitSet freeInBase = new BitSet();

  /** Those of these that were trimmed: they read as the base has them. */
  private final BitSet forgotten = new BitSet();

  void freeInBase(BitSet granules) {
    freeInBase = (BitSet) granules.clone();
  }

  boolean isWritten(int granule) {
    return written.get(granule);
  }

  boolean isZeroed(int granule) {
    return zeroed.get(granule);
  }

  void write(int first, int end) {
    written.set(first, end);
    zeroed.clear(first, end);
    forgotten.clear(first, end);
  }

  /**
   * @param stored whether the base is not known to be zero there
   */
  void zero(int granule, boolean stored) {
    written.clear(granule);
    forgotten.clear(granule);
    zeroed.set(granule, stored);
  }

  /** A granule that is free in the base becomes what the base has there, another one zero. */
  void forget(int granule, boolean stored) {
    boolean free = freeInBase.get(granule);
    written.clear(granule);
    zeroed.set(granule, stored && !free);
    forgotten.set(granule, stored && free);
  }

  /**
   * Makes granules what the base has.
   *
   * @return how many of them were changed
   */
  int revert(int first, int end) {
    int changed = changed().get(first, end).cardinality();
    written.clear(first, end);
    zeroed.clear(first, end);
    forgotten.clear(first, end);
    return changed;
  }

  /** Whether all of these are zero or need not be kept. */
  boolean areNothing(int first, int end) {
    for (int i = first; i < end; i = Math.max(zeroed.nextClearBit(i), forgotten.nextClearBit(i))) {
      if (!zeroed.get(i) && !forgotten.get(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Blocks of the base that are not as they were: something in them was written or zeroed, or
   * nothing in them need be kept.
   *
   * @param perBlock granules of a block
   * @param granules of the disk
   */
  BitSet dirtyBlocks(int perBlock, int granules) {
    BitSet dirty = new BitSet();
    for (BitSet changed : new BitSet[] {written, zeroed}) {
      for (int i = changed.nextSetBit(0); i >= 0; ) {
        int block = i / perBlock;
        dirty.set(block);
        i = changed.nextSetBit((block + 1) * perBlock);
      }
    }
    for (int i = forgotten.nextSetBit(0); i >= 0; ) {
      int block = i / perBlock;
      int next = (block + 1) * perBlock;
      if (areNothing(block * perBlock, Math.min(next, granules))) {
        dirty.set(block);
      }
      i = forgotten.nextSetBit(next);
    }
    return dirty;
  }

  /** Those that were written, zeroed, or trimmed where the base had something. */
  BitSet changed() {
    BitSet changed = written();
    changed.or(zeroed);
    return changed;
  }

  /** Those that were written and neither zeroed nor trimmed since. */
  BitSet written() {
    return (BitSet) written.clone();
  }

  int writtenCount() {
    return written.cardinality();
  }

  int zeroedCount() {
    return zeroed.cardinality();
  }
}
