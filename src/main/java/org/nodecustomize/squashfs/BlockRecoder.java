package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Makes the stored form of blocks that may have changed. Thread-safe. */
final class BlockRecoder {
  private final SquashfsImage base;
  private final SquashfsFile file;
  private final ChangedContent changes;
  private final BlockCodec codec;
  private final boolean store;

  BlockRecoder(
      SquashfsImage base, SquashfsFile file, ChangedContent changes, DeltaOptions.Effort effort) {
    this.base = base;
    this.file = file;
    this.changes = changes;
    this.codec =
        effort == DeltaOptions.Effort.FAST
            ? BlockCodec.fastForData(base.compressorOptions())
            : BlockCodec.forData(base.compressorOptions());
    this.store = effort == DeltaOptions.Effort.STORE || base.superblock().has(Superblock.DATA_RAW);
  }

  /** What became of a block. */
  enum Outcome {
    /** Its bytes are as they were. */
    SAME,
    ZERO,
    RECOMPRESSED
  }

  /** A block in its stored form. */
  static final class Recoded {
    private final Outcome outcome;
    private final int word;
    private final byte[] stored;
    private final long checksum;

    Recoded(Outcome outcome, int word, byte[] stored, long checksum) {
      this.outcome = outcome;
      this.word = word;
      this.stored = stored;
      this.checksum = checksum;
    }

    Outcome outcome() {
      return outcome;
    }

    int word() {
      return word;
    }

    /** Holds the stored bytes from its front; the word says how many. */
    byte[] stored() {
      return stored;
    }

    /** CRC-32C of the content. */
    long checksum() {
      return checksum;
    }
  }

  /**
   * Looks at a block.
   *
   * @param block number in the new content
   * @param length bytes of content that it has now
   */
  Recoded recode(int block, int length) {
    long offset = (long) block * file.blockSize();
    if (changes.isZeroed(offset, length)) {
      return new Recoded(Outcome.ZERO, 0, new byte[0], checksum(new byte[length], length));
    }
    byte[] old = new byte[file.blockSize()];
    int oldLength = 0;
    if (block < file.blockCount()) {
      oldLength = file.readBlock(block, old);
      Arrays.fill(old, oldLength, old.length, (byte) 0);
    }
    byte[] content = Arrays.copyOf(old, length);
    changes.overlay(offset, ByteBuffer.wrap(content));
    long checksum = checksum(content, length);
    if (isZero(content)) {
      return new Recoded(Outcome.ZERO, 0, new byte[0], checksum);
    }
    boolean hasWord = block < file.wordCount();
    if (hasWord && oldLength == length && Arrays.equals(content, 0, length, old, 0, length)) {
      byte[] stored = new byte[file.storedLength(block)];
      base.bytes().read(file.position(block), stored, stored.length, "block " + block);
      return new Recoded(Outcome.SAME, file.word(block), stored, checksum);
    }
    byte[] encoded = new byte[length];
    int count = store ? length : codec.encode(content, length, encoded);
    return count < length
        ? new Recoded(Outcome.RECOMPRESSED, count, encoded, checksum)
        : new Recoded(Outcome.RECOMPRESSED, length | DataBlocks.RAW, content, checksum);
  }

  private static boolean isZero(byte[] content) {
    for (byte b : content) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  static long checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
