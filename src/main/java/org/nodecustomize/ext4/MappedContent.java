package org.nodecustomize.ext4;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** The content of a file that has blocks. */
final class MappedContent extends InputStream {
  private final BlockMap map;
  private final Volume volume;
  private final long size;
  private final int blockSize;
  private long position;

  /** The run that was read last, and the block of the file that it begins at. */
  private BlockMap.Run run = new BlockMap.Run(0, 1);

  private long runStart = -1;

  MappedContent(BlockMap map, Volume volume, long size) {
    this.map = map;
    this.volume = volume;
    this.size = size;
    this.blockSize = volume.geometry().blockSize();
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (position >= size) {
      return -1;
    }
    long block = position / blockSize;
    if (runStart < 0 || block < runStart || block >= runStart + run.length()) {
      run = map.run(block);
      runStart = block;
    }
    long within = position - runStart * blockSize;
    long known = Math.min(size - position, run.length() * blockSize - within);
    int count = (int) Math.min(length, known);
    if (run.isHole()) {
      Arrays.fill(target, offset, offset + count, (byte) 0);
    } else {
      volume.data(run.physical() * blockSize + within, target, offset, count);
    }
    position += count;
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, size - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, size - position);
  }
}
