package org.nodecustomize.squashfs;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** Bare LZ4 blocks; pure Java with checked array access, since the bytes may be hostile. */
record Lz4Codec(boolean highCompression) implements BlockCodec {
  /** The level that {@code mksquashfs -Xhc} uses. */
  private static final int HIGHEST_LEVEL = 12;

  @Override
  public int decode(byte[] in, int length, byte[] out) throws CorruptBlockException {
    try {
      return LZ4Factory.safeInstance()
          .safeDecompressor()
          .decompress(in, 0, length, out, 0, out.length);
    } catch (LZ4Exception e) {
      throw CorruptBlockException.of("lz4", e);
    }
  }

  @Override
  public int encode(byte[] in, int length, byte[] out) {
    LZ4Factory factory = LZ4Factory.fastestJavaInstance();
    LZ4Compressor compressor =
        highCompression ? factory.highCompressor(HIGHEST_LEVEL) : factory.fastCompressor();
    byte[] spacious = new byte[compressor.maxCompressedLength(length)];
    int count = compressor.compress(in, 0, length, spacious, 0, spacious.length);
    if (count >= length) {
      return length;
    }
    System.arraycopy(spacious, 0, out, 0, count);
    return count;
  }
}
