package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
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

  /** Bytes as they are stored. */
  static final class Encoded {
    private final int word;
    private final byte[] stored;

    Encoded(int word, byte[] stored) {
      this.word = word;
      this.stored = stored;
    }

    /** The length of the bytes, with the bit for those that are not compressed. */
    int word() {
      return word;
    }

    /** Holds the bytes from its front. */
    byte[] stored() {
      return stored;
    }

    /** Without what is behind the bytes. */
    Encoded trimmed() {
      return new Encoded(word, Arrays.copyOf(stored, word & DataBlocks.SIZE_MASK));
    }
  }

  /**
   * Looks at a block.
   *
   * @param block number in the new content
   * @param length bytes of content that it has now
   * @param prepared where its stored form may be found
   */
  Recoded recode(int block, int length, Optional<PreparedBlocks> prepared) {
    long offset = (long) block * file.blockSize();
    if (changes.isZeroed(offset, length)) {
      return new Recoded(Outcome.ZERO, 0, new byte[0], checksum(new byte[length], length));
    }
    byte[] old = old(block);
    byte[] content = now(block, length, old);
    long checksum = checksum(content, length);
    if (isZero(content)) {
      return new Recoded(Outcome.ZERO, 0, new byte[0], checksum);
    }
    if (isSame(block, content, old)) {
      byte[] stored = new byte[file.storedLength(block)];
      base.bytes().read(file.position(block), stored, stored.length, "block " + block);
      return new Recoded(Outcome.SAME, file.word(block), stored, checksum);
    }
    Encoded encoded =
        prepared
            .flatMap(blocks -> blocks.find(block, content, length))
            .orElseGet(() -> encode(content, length));
    return new Recoded(Outcome.RECOMPRESSED, encoded.word(), encoded.stored(), checksum);
  }

  /** The content of a block that has to be stored anew. */
  Optional<byte[]> changedContent(int block, int length) {
    if (changes.isZeroed((long) block * file.blockSize(), length)) {
      return Optional.empty();
    }
    byte[] old = old(block);
    byte[] content = now(block, length, old);
    return isZero(content) || isSame(block, content, old) ? Optional.empty() : Optional.of(content);
  }

  /** Compresses content, where that makes it smaller. */
  Encoded encode(byte[] content, int length) {
    byte[] encoded = new byte[length];
    int count = store ? length : codec.encode(content, length, encoded);
    return count < length
        ? new Encoded(count, encoded)
        : new Encoded(length | DataBlocks.RAW, content);
  }

  /** What was packed, in a block of full size. */
  private byte[] old(int block) {
    byte[] old = new byte[file.blockSize()];
    if (block < file.blockCount()) {
      int length = file.readBlock(block, old);
      Arrays.fill(old, length, old.length, (byte) 0);
    }
    return old;
  }

  private byte[] now(int block, int length, byte[] old) {
    byte[] content = Arrays.copyOf(old, length);
    changes.overlay((long) block * file.blockSize(), ByteBuffer.wrap(content));
    return content;
  }

  /** Whether the block has a stored form, and that has these bytes. */
  private boolean isSame(int block, byte[] content, byte[] old) {
    return block < file.wordCount()
        && file.blockLength(block) == content.length
        && Arrays.equals(content, 0, content.length, old, 0, content.length);
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
