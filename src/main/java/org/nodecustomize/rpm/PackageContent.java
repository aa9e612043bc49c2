package org.nodecustomize.rpm;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of one package file, at random. */
public interface PackageContent {

  /** How many there are; always the same. */
  long size();

  /**
   * Fills the buffer.
   *
   * @param offset from the package's start, in bytes; {@code offset + target.remaining()} is at most
   *     {@link #size}
   * @throws EOFException if there are fewer bytes by now
   * @throws IOException if they cannot be read
   */
  void read(long offset, ByteBuffer target) throws IOException;

  /**
   * A run of bytes of a file.
   *
   * @param start where it begins there, in bytes
   */
  static PackageContent of(FileChannel channel, long start, long size) {
    return new Part(channel, start, size);
  }

  /** See {@link #of}. */
  record Part(FileChannel channel, long start, long size) implements PackageContent {
    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
      long position = start + offset;
      while (target.hasRemaining()) {
        int count = channel.read(target, position);
        if (count < 0) {
          throw new EOFException("the file shrank while it was read");
        }
        position += count;
      }
    }
  }
}
