package org.nodecustomize.squashfs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decodes metadata blocks and keeps the last ones. On disk each is a u16 (low 15 bits: stored
 * bytes; bit 15 set: not compressed) and its bytes; it decodes to at most 8192 bytes.
 *
 * <p>Thread-safe.
 */
final class MetadataBlocks {
  /** Bytes that a metadata block decodes to at most; all but a table's last do. */
  static final int DECODED_SIZE = 8192;

  /** Bit of the header that says that the bytes are stored as they are. */
  static final int RAW = 0x8000;

  private static final int KEPT = 256;

  private final ImageBytes image;
  private final BlockCodec codec;
  private final Map<Long, Block> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Block> eldest) {
          return size() > KEPT;
        }
      };

  MetadataBlocks(ImageBytes image, BlockCodec codec) {
    this.image = image;
    this.codec = codec;
  }

  Refusal refusal() {
    return image.refusal();
  }

  /**
   * The block at a position.
   *
   * @param end where the table ends; the block must not reach past it
   * @param table names the table in the error message
   */
  Block at(long position, long end, String table) {
    synchronized (kept) {
      Block known = kept.get(position);
      if (known != null && known.end() <= end) {
        return known;
      }
    }
    Block block = decode(position, end, table);
    synchronized (kept) {
      kept.put(position, block);
    }
    return block;
  }

  private Block decode(long position, long end, String table) {
    if (position < Superblock.SIZE || position > end - 2) {
      throw refusal().bad(table + ": no block at byte " + position + " (ends at " + end + ")");
    }
    int header = Short.toUnsignedInt(image.read(position, 2, table).getShort());
    int stored = header & ~RAW;
    if (stored == 0 || stored > DECODED_SIZE) {
      throw refusal()
          .bad(
              table
                  + ": block at byte "
                  + position
                  + ": expected 1 to 8192 stored bytes but was "
                  + stored);
    }
    if (stored > end - position - 2) {
      throw refusal().bad(table + ": block at byte " + position + " ends behind byte " + end);
    }
    byte[] bytes = new byte[stored];
    image.read(position + 2, bytes, stored, table);
    long next = position + 2 + stored;
    if ((header & RAW) != 0) {
      return new Block(bytes, stored, next);
    }
    byte[] decoded = new byte[DECODED_SIZE];
    try {
      int length = codec.decode(bytes, stored, decoded);
      return new Block(decoded, length, next);
    } catch (CorruptBlockException e) {
      throw refusal().bad(table + ": block at byte " + position + ": " + e.getMessage(), e);
    }
  }

  /** A decoded block; not to be changed. */
  static final class Block {
    private final byte[] bytes;
    private final int length;
    private final long end;

    Block(byte[] bytes, int length, long end) {
      this.bytes = bytes;
      this.length = length;
      this.end = end;
    }

    /** Holds the decoded bytes from its front. */
    byte[] bytes() {
      return bytes;
    }

    /** How many of them there are. */
    int length() {
      return length;
    }

    /** Position behind the block, where the next one of the table begins. */
    long end() {
      return end;
    }
  }
}
