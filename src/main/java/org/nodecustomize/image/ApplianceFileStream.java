package org.nodecustomize.image;

import java.io.InputStream;
import java.util.Objects;
import org.nodecustomize.guestfs.Appliance;

/** A regular file of what an appliance has mounted, read piece by piece. */
final class ApplianceFileStream extends InputStream {
  private static final int PIECE = 1 << 20;

  private final Appliance appliance;
  private final String path;
  private final long size;
  private byte[] piece = {};
  private int next;
  private long offset;

  /**
   * @param path without links in it
   * @param size of the file, which nobody changes meanwhile
   */
  ApplianceFileStream(Appliance appliance, String path, long size) {
    this.appliance = appliance;
    this.path = path;
    this.size = size;
  }

  private boolean atEnd() {
    if (next == piece.length) {
      piece =
          offset < size
              ? appliance.readPart(path, offset, (int) Math.min(PIECE, size - offset))
              : new byte[0];
      offset += piece.length;
      next = 0;
    }
    return piece.length == 0;
  }

  @Override
  public int read() {
    return atEnd() ? -1 : piece[next++] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) {
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

  /** What is skipped is not asked for. */
  @Override
  public long skip(long count) {
    long kept = piece.length - next;
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
