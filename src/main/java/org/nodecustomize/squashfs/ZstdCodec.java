package org.nodecustomize.squashfs;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/** One zstd frame a block; its window stays below the block size because the size is known. */
record ZstdCodec(int level) implements BlockCodec {

  @Override
  public int decode(byte[] in, int length, byte[] out) throws CorruptBlockException {
    try {
      long count = Zstd.decompressByteArray(out, 0, out.length, in, 0, length);
      if (Zstd.isError(count)) {
        throw new CorruptBlockException("bad zstd data: " + Zstd.getErrorName(count));
      }
      return (int) count;
    } catch (ZstdException e) {
      throw CorruptBlockException.of("zstd", e);
    }
  }

  @Override
  public int encode(byte[] in, int length, byte[] out) {
    byte[] spacious = new byte[(int) Zstd.compressBound(length)];
    int count = (int) Zstd.compressByteArray(spacious, 0, spacious.length, in, 0, length, level);
    if (count >= length) {
      return length;
    }
    System.arraycopy(spacious, 0, out, 0, count);
    return count;
  }
}
