package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.util.BitSet;

/** What became of a file's content since it was packed. Thread-safe. */
public interface ChangedContent {

  /** Bytes of the content now; not less than were packed. */
  long size();

  /**
   * The blocks in which something may have changed.
   *
   * @param blockSize bytes in a block, a power of two of at least 4096
   */
  BitSet dirtyBlocks(int blockSize);

  /**
   * Puts what changed over what was.
   *
   * @param offset of the buffer's first byte in the content, a multiple of 4096
   * @param content the packed bytes, zeroes behind their end; its position and limit are kept
   */
  void overlay(long offset, ByteBuffer content);

  /** Whether a range is known to be zero without looking at the packed bytes. */
  default boolean isZeroed(long offset, long length) {
    return false;
  }
}
