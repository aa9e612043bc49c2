package org.nodecustomize.guestfs;

import java.io.InputStream;
import java.util.Objects;

/**
 * Something of a known size that is fetched piece by piece as it is read, since a message of the
 * appliance holds only so much.
 */
public abstract class PieceStream extends InputStream {
  private final long size;
  private byte[] piece = {};
  private int next;
  private long offset;

  /**
   * @param size in bytes
   */
  protected PieceStream(long size) {
    this.size = size;
  }

  /**
   * The bytes from an offset below the size on, as many as one call gives; none where it ends
   * before its size.
   *
   * @param rest bytes from there to the end
   */
  protected abstract byte[] fetch(long offset, long rest);

  private boolean atEnd() {
    if (next == piece.length) {
      piece = offset < size ? fetch(offset, size - offset) : new byte[0];
      offset += piece.length;
      next = 0;
    }
    return piece.length == 0;
  }

  @Override
  public final int read() {
    return atEnd() ? -1 : piece[next++] & 0xff;
  }

  @Override
  public final int read(byte[] target, int from, int length) {
    Objects.checkFromIndexSize(from, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (atEnd()) {
      return -1;
    }
    int count = Math.min(length, piece.length - next);
    System.arraycopy(piece, next, target, from, count);
    next += count;
    return count;
  }

  /** What is skipped is not fetched. */
  @Override
  public final long skip(long count) {
    int kept = piece.length - next;
    if (count <= 0) {
      return 0;
    }
    if (count <= kept) {
      next += (int) count;
      return count;
    }
    next = piece.length;
    long further = Math.min(count - kept, Math.max(0, size - offset));
    offset += further;
    return kept + further;
  }
}
