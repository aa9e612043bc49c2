package org.nodecustomize.ext4;

import java.nio.ByteBuffer;

/**
 * The bytes of a disk that an ext4 file system is on.
 *
 * @param size in bytes
 * @param reader gives them; its own exceptions go through
 */
public record Ext4Source(long size, Reader reader) {

  /** Reads at random. */
  @FunctionalInterface
  public interface Reader {

    /**
     * Fills the buffer from a position.
     *
     * @param offset in bytes; {@code offset + target.remaining()} is at most the size of the disk
     */
    void read(long offset, ByteBuffer target);
  }

  void read(long offset, byte[] target, int from, int length) {
    reader.read(offset, ByteBuffer.wrap(target, from, length));
  }
}
