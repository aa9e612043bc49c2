package org.nodecustomize.squashfs;

import com.github.luben.zstd.Zstd;

/** One zstd frame a block; its window stays below the block size because the size is known. */
record ZstdCodec(int level) implements BlockCodec {

  @Override
  public int decode(byte[] in, int length, byte[] out) throws CorruptBlockException {
    long count = Zstd.decompressByteArray(out, 0, out.length, in, 0, length);
    if (Zstd.isError(count)) {
      throw new CorruptBlockException("bad zstd data: " + Zstd.getErrorName(count));
    }
    return (int) count;
  }

  @Override
  public int encode(byte[] in, int length, byte[] out) {
    long count = Zstd.compressByteArray(out, 0, length, in, 0, length, level);
    return Zstd.isError(count) ? length : (int) count;
  }
}
