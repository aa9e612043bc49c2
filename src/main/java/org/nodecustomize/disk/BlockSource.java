package org.nodecustomize.disk;

import java.nio.ByteBuffer;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;

/** The bytes of a disk, read-only and at random. Implementations are thread-safe. */
public interface BlockSource extends AutoCloseable {

  /** Bytes of the disk. */
  long size();

  /**
   * Fills the buffer from a position.
   *
   * @param offset in bytes; {@code offset + target.remaining()} is at most {@link #size}
   * @throws ImageException if the bytes are bad
   * @throws HostException if the operating system refuses to read them
   */
  void read(long offset, ByteBuffer target);

  /**
   * Whether the byte at a position is known, without reading it, to be zero, and with it the rest of
   * its 4 KiB granule.
   */
  default boolean isHole(long offset) {
    return false;
  }

  @Override
  void close();

  /** Refuses a range that does not lie within the disk. */
  static void checkRange(long offset, long length, long size) {
    if (offset < 0 || length < 0 || length > size - offset) {
      throw new IndexOutOfBoundsException(
          length + " bytes at " + offset + " of a disk of " + size + " bytes");
    }
  }
}
