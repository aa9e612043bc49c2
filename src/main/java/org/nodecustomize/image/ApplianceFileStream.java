package org.nodecustomize.image;

import java.io.InputStream;
import java.util.Objects;
import org.nodecustomize.guestfs.Appliance;

/** A regular file of what an appliance has mounted, read piece by piece. */
final class ApplianceFileStream extends InputStream {
  private static final int PIECE = 1 << 20;

  private final Appliance appliance;
  private final String path;
  private byte[] piece = {};
  private int next;
  private long offset;

  ApplianceFileStream(Appliance appliance, String path) {
    this.appliance = appliance;
    this.path = path;
  }

  private boolean atEnd() {
    if (next == piece.length) {
      piece = appliance.readPart(path, offset, PIECE);
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

  @Override
  public long skip(long count) {
    int kept = (int) Math.max(0, Math.min(count, piece.length - next));
    next += kept;
    if (kept == count || count <= 0) {
      return kept;
    }
    // Whether the file is as long as that, the next read tells.
    offset += count - kept;
    return count;
  }
}
