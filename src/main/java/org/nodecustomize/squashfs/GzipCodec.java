package org.nodecustomize.squashfs;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** zlib streams (RFC 1950), not gzip members, whatever squashfs calls them. */
record GzipCodec(int level) implements BlockCodec {

  @Override
  public int decode(byte[] in, int length, byte[] out) throws CorruptBlockException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(in, 0, length);
      int total = 0;
      while (!inflater.finished()) {
        int count = inflater.inflate(out, total, out.length - total);
        total += count;
        if (count == 0 && !inflater.finished()) {
          throw new CorruptBlockException(
              total == out.length
                  ? "zlib data is longer than its block"
                  : "zlib data ends too early");
        }
      }
      return total;
    } catch (DataFormatException e) {
      throw CorruptBlockException.of("zlib", e);
    } finally {
      inflater.end();
    }
  }

  @Override
  public int encode(byte[] in, int length, byte[] out) {
    Deflater deflater = new Deflater(level);
    try {
      deflater.setInput(in, 0, length);
      deflater.finish();
      int total = 0;
      while (!deflater.finished() && total < length) {
        total += deflater.deflate(out, total, length - total);
      }
      return deflater.finished() ? total : length;
    } finally {
      deflater.end();
    }
  }
}
