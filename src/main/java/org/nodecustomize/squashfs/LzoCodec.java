package org.nodecustomize.squashfs;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lzo.LzoCompressor;
import io.airlift.compress.lzo.LzoDecompressor;

/** LZO1X; the encoder is of the fast class, which every decoder of the slow one reads. */
record LzoCodec() implements BlockCodec {

  @Override
  public int decode(byte[] in, int length, byte[] out) throws CorruptBlockException {
    try {
      return new LzoDecompressor().decompress(in, 0, length, out, 0, out.length);
    } catch (MalformedInputException e) {
      throw CorruptBlockException.of("lzo", e);
    }
  }

  @Override
  public int encode(byte[] in, int length, byte[] out) {
    LzoCompressor compressor = new LzoCompressor();
    byte[] spacious = new byte[compressor.maxCompressedLength(length)];
    int count = compressor.compress(in, 0, length, spacious, 0, spacious.length);
    if (count >= length) {
      return length;
    }
    System.arraycopy(spacious, 0, out, 0, count);
    return count;
  }
}
