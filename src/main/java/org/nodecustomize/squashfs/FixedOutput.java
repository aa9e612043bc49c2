package org.nodecustomize.squashfs;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to the front of an array and gives up as soon as the limit is passed. */
final class FixedOutput extends OutputStream {
  private final byte[] target;
  private final int limit;
  private int count;

  FixedOutput(byte[] target, int limit) {
    this.target = target;
    this.limit = limit;
  }

  int count() {
    return count;
  }

  @Override
  public void write(int b) throws FullException {
    if (count == limit) {
      throw new FullException();
    }
    target[count++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws FullException {
    if (length > limit - count) {
      throw new FullException();
    }
    System.arraycopy(bytes, offset, target, count, length);
    count += length;
  }

  /** The limit is reached: compression does not help. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;

    FullException() {
      super("full");
    }
  }
}
