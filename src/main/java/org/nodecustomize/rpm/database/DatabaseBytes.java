package org.nodecustomize.rpm.database;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a database file, at random. */
public interface DatabaseBytes {

  /** Bytes of the file. */
  long size();

  /**
   * Fills the buffer from a position.
   *
   * @param offset in bytes; {@code offset + target.remaining()} is at most {@link #size}
   */
  void read(long offset, ByteBuffer target) throws IOException;

  /** Bytes in memory. */
  static DatabaseBytes of(byte[] content) {
    byte[] kept = content.clone();
    return new DatabaseBytes() {
      @Override
      public long size() {
        return kept.length;
      }

      @Override
      public void read(long offset, ByteBuffer target) {
        target.put(kept, Math.toIntExact(offset), target.remaining());
      }
    };
  }

  /** A file of this machine; the channel stays the caller's. */
  static DatabaseBytes of(FileChannel file) throws IOException {
    long size = file.size();
    return new DatabaseBytes() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void read(long offset, ByteBuffer target) throws IOException {
        long position = offset;
        while (target.hasRemaining()) {
          int count = file.read(target, position);
          if (count < 0) {
            throw new EOFException("it became shorter while it was read");
          }
          position += count;
        }
      }
    };
  }
}
