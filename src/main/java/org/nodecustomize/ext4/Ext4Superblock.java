package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The facts of an ext2, ext3 or ext4 superblock that decide whether an image can be changed. Layout
 * after the kernel's Documentation/filesystems/ext4/super.rst.
 *
 * @param blockSize bytes
 * @param blocks number of blocks of {@code blockSize} bytes
 * @param freeBlocks of these, free ones, as the superblock says
 * @param inodes number of inodes
 * @param freeInodes of these, free ones, as the superblock says
 * @param reservedBlocks blocks that only root may fill
 * @param overheadBlocks blocks that hold the file system itself, which statfs(2) does not count
 * @param label volume name, up to 16 bytes
 * @param journalNeedsRecovery the journal holds changes that are not in place yet
 * @param cleanlyUnmounted state has the valid bit
 * @param errorsRecorded state has the error bit, or the error count is not 0
 */
public record Ext4Superblock(
    int blockSize,
    long blocks,
    long freeBlocks,
    long inodes,
    long freeInodes,
    long reservedBlocks,
    long overheadBlocks,
    String label,
    UUID uuid,
    int compatibleFeatures,
    int incompatibleFeatures,
    int readOnlyFeatures,
    boolean journalNeedsRecovery,
    boolean cleanlyUnmounted,
    boolean errorsRecorded) {

  /** Where the superblock begins, in bytes from the start of the file system. */
  public static final int OFFSET = 1024;

  /** Its length in bytes. */
  public static final int LENGTH = 1024;

  private static final int MAGIC = 0xEF53;

  /** Block numbers in extents have 48 bits. */
  private static final long MAXIMUM_BLOCKS = 1L << 48;

  private static final int INCOMPAT_RECOVER = 0x4;
  private static final int INCOMPAT_64BIT = 0x80;
  private static final int STATE_VALID = 0x1;
  private static final int STATE_ERROR = 0x2;

  /**
   * Reads a superblock.
   *
   * @param bytes {@link #LENGTH} bytes from {@link #OFFSET}
   * @return empty where the bytes are not an ext2, ext3 or ext4 superblock
   */
  public static Optional<Ext4Superblock> read(byte[] bytes) {
    if (bytes.length < LENGTH) {
      return Optional.empty();
    }
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int logBlockSize = b.getInt(0x18);
    if (Short.toUnsignedInt(b.getShort(0x38)) != MAGIC || logBlockSize < 0 || logBlockSize > 6) {
      return Optional.empty();
    }
    int incompat = b.getInt(0x60);
    boolean wide = (incompat & INCOMPAT_64BIT) != 0;
    long blocks = count(b, 0x04, wide, 0x150);
    if (blocks <= 0 || blocks > MAXIMUM_BLOCKS) {
      return Optional.empty();
    }
    int state = Short.toUnsignedInt(b.getShort(0x3A));
    return Optional.of(
        new Ext4Superblock(
            1024 << logBlockSize,
            blocks,
            count(b, 0x0C, wide, 0x158),
            Integer.toUnsignedLong(b.getInt(0x00)),
            Integer.toUnsignedLong(b.getInt(0x10)),
            count(b, 0x08, wide, 0x154),
            Math.min(blocks, Ext4Overhead.blocks(b, blocks)),
            text(bytes, 0x78, 16),
            uuid(bytes, 0x68),
            b.getInt(0x5C),
            incompat,
            b.getInt(0x64),
            (incompat & INCOMPAT_RECOVER) != 0,
            (state & STATE_VALID) != 0,
            (state & STATE_ERROR) != 0 || b.getInt(0x194) != 0));
  }

  /** Bytes that the file system spans. */
  public long size() {
    return blocks * blockSize;
  }

  /** Bytes that files can have or have, as {@code df} tells the size. */
  public long usableBytes() {
    return (blocks - overheadBlocks) * blockSize;
  }

  /** Bytes that files have, as {@code df} tells them. */
  public long usedBytes() {
    return Math.max(0, blocks - overheadBlocks - freeBlocks) * blockSize;
  }

  /** {@code ext2}, {@code ext3} or {@code ext4}, told by the features as blkid does. */
  public String type() {
    boolean journal = (compatibleFeatures & 0x4) != 0;
    boolean ext4 = (incompatibleFeatures & ~0x6) != 0 || (readOnlyFeatures & ~0x7) != 0;
    return ext4 ? "ext4" : journal ? "ext3" : "ext2";
  }

  private static long count(ByteBuffer b, int low, boolean wide, int high) {
    long value = Integer.toUnsignedLong(b.getInt(low));
    return wide ? value | Integer.toUnsignedLong(b.getInt(high)) << 32 : value;
  }

  private static String text(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static UUID uuid(byte[] bytes, int offset) {
    ByteBuffer b = ByteBuffer.wrap(bytes, offset, 16);
    return new UUID(b.getLong(), b.getLong());
  }
}
