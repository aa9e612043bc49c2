package org.nodecustomize.squashfs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.UnsupportedOptionsException;

/**
 * The original lzma: one byte of properties, u32 dictionary size, u64 decoded size, stream, as
 * {@code lzma_alone} files have it.
 */
record LzmaCodec() implements BlockCodec {
  private static final int HEADER = 13;

  @Override
  public int decode(byte[] in, int length, byte[] out) throws CorruptBlockException {
    if (length < HEADER) {
      throw new CorruptBlockException("lzma data ends too early");
    }
    long size = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN).getLong(5);
    if (size < 0 || size > out.length) {
      throw new CorruptBlockException("lzma data is longer than its block");
    }
    ByteArrayInputStream bytes = new ByteArrayInputStream(in, HEADER, length - HEADER);
    // No match reaches farther back than the block's start, so its size is dictionary enough.
    int dictionary = Math.max(LZMA2Options.DICT_SIZE_MIN, out.length);
    try (LZMAInputStream lzma = new LZMAInputStream(bytes, size, in[0], dictionary)) {
      // mksquashfs writes an end marker although the header has the size.
      lzma.enableRelaxedEndCondition();
      int total = lzma.readNBytes(out, 0, (int) size);
      if (total != size) {
        throw new CorruptBlockException("lzma data ends too early");
      }
      return total;
    } catch (CorruptBlockException e) {
      throw e;
    } catch (IOException e) {
      throw CorruptBlockException.of("lzma", e);
    }
  }

  @Override
  public int encode(byte[] in, int length, byte[] out) {
    FixedOutput bytes = new FixedOutput(out, length);
    try {
      LZMA2Options options = new LZMA2Options();
      options.setDictSize(Math.max(LZMA2Options.DICT_SIZE_MIN, length));
      // Not closed: it holds nothing but memory, and closing after a failure would fail again.
      LZMAOutputStream lzma = new LZMAOutputStream(bytes, options, length);
      lzma.write(in, 0, length);
      lzma.finish();
      return bytes.count();
    } catch (FixedOutput.FullException e) {
      return length;
    } catch (UnsupportedOptionsException e) {
      throw new IllegalArgumentException("lzma dictionary of " + length + " bytes", e);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }
}
