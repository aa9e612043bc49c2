package org.nodecustomize.guestfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Factory;

/**
 * Reads LZ4's legacy frame, which {@code lz4 -l} writes and Linux uses for kernels: a magic number,
 * then blocks with their packed size in front, each of 8 MiB unpacked but the last.
 *
 * <p>Source: {@code doc/lz4_Frame_format.md} of LZ4, "Legacy frame".
 */
final class Lz4LegacyStream extends InputStream {
  private static final int BLOCK = 8 << 20;
  private static final int PACKED_LIMIT = BLOCK + BLOCK / 255 + 16;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private int position;
  private int end;

  Lz4LegacyStream(InputStream in) throws IOException {
    this.in = in;
    in.skipNBytes(4);
  }

  @Override
  public int read() throws IOException {
    return fill() ? block[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - position);
    System.arraycopy(block, position, target, offset, count);
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (position < end) {
      return true;
    }
    byte[] prefix = in.readNBytes(4);
    if (prefix.length == 0) {
      return false;
    }
    int size = ByteBuffer.wrap(Arrays.copyOf(prefix, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (prefix.length < 4 || size <= 0 || size > PACKED_LIMIT) {
      throw new IOException("bad lz4 block of " + size + " bytes");
    }
    byte[] packed = in.readNBytes(size);
    if (packed.length < size) {
      throw new IOException("truncated lz4 block");
    }
    end = LZ4Factory.safeInstance().safeDecompressor().decompress(packed, 0, size, block, 0, BLOCK);
    position = 0;
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
