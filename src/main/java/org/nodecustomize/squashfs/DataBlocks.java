package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads data and fragment blocks. Their stored size is a u32: the low 24 bits count bytes, bit 24
 * says that they are not compressed. Thread-safe.
 */
final class DataBlocks {
  static final int SIZE_MASK = 0xffffff;
  static final int RAW = 1 << 24;
  private static final int KEPT_FRAGMENTS = 4;

  private final ImageBytes image;
  private final Superblock superblock;
  private final BlockCodec codec;
  private final LookupTable fragments;
  private final Map<Long, Decoded> keptFragments =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Decoded> eldest) {
          return size() > KEPT_FRAGMENTS;
        }
      };

  DataBlocks(ImageBytes image, Superblock superblock, BlockCodec codec, LookupTable fragments) {
    this.image = image;
    this.superblock = superblock;
    this.codec = codec;
    this.fragments = fragments;
  }

  /** Bytes at the front of an array. */
  private static final class Decoded {
    private final byte[] bytes;
    private final int length;

    Decoded(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }
  }

  /** A word that no reader would take is refused. */
  void checkWord(int word, long position, String what) {
    int stored = word & SIZE_MASK;
    if ((word & ~(SIZE_MASK | RAW)) != 0 || stored > superblock.blockSize()) {
      throw image
          .refusal()
          .bad(
              what
                  + ": expected at most "
                  + superblock.blockSize()
                  + " stored bytes but was "
                  + Integer.toUnsignedString(word & ~RAW));
    }
    if (stored == 0) {
      return;
    }
    if (position < Superblock.SIZE || position > superblock.bytesUsed() - stored) {
      throw image
          .refusal()
          .bad(what + " (byte " + Long.toUnsignedString(position) + ") is outside the image");
    }
  }

  /**
   * Decodes a block that is not a hole.
   *
   * @param out as long as a block
   * @return how many bytes came out
   */
  int decode(long position, int word, byte[] out, String what) {
    checkWord(word, position, what);
    int stored = word & SIZE_MASK;
    if ((word & RAW) != 0) {
      image.read(position, out, stored, what);
      return stored;
    }
    byte[] bytes = new byte[stored];
    image.read(position, bytes, stored, what);
    try {
      return codec.decode(bytes, stored, out);
    } catch (CorruptBlockException e) {
      throw image.refusal().bad(what + " (byte " + position + "): " + e.getMessage(), e);
    }
  }

  /** Copies a tail out of a fragment block. */
  void tail(long fragment, long offset, byte[] out, int length) {
    Decoded block = fragment(fragment);
    if (offset > block.length - length) {
      throw image
          .refusal()
          .bad(
              "tail at offset %d of %d bytes is outside fragment %d of %d bytes"
                  .formatted(offset, length, fragment, block.length));
    }
    System.arraycopy(block.bytes, (int) offset, out, 0, length);
  }

  private Decoded fragment(long number) {
    synchronized (keptFragments) {
      Decoded known = keptFragments.get(number);
      if (known != null) {
        return known;
      }
    }
    Fragment entry = Fragment.read(fragments, number);
    byte[] bytes = new byte[superblock.blockSize()];
    String what = "fragment " + number;
    Decoded block = new Decoded(bytes, decode(entry.start(), entry.word(), bytes, what));
    synchronized (keptFragments) {
      keptFragments.put(number, block);
    }
    return block;
  }

  /**
   * An entry of the fragment table.
   *
   * @param start position of the block
   * @param word its stored size
   */
  record Fragment(long start, int word) {
    static final int RECORD_SIZE = 16;

    static Fragment read(LookupTable table, long number) {
      ByteBuffer record = table.record(number);
      return new Fragment(record.getLong(0), record.getInt(8));
    }
  }
}
