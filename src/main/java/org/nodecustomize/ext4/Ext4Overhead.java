package org.nodecustomize.ext4;

import java.nio.ByteBuffer;

/**
 * How many blocks of a file system hold the file system itself. Newer programs note it in the
 * superblock; else it is what the kernel counts when it mounts: superblocks and group descriptors with
 * their copies, bitmaps, inode tables, and the journal (Documentation/filesystems/ext4/super.rst,
 * group_descr.rst, journal.rst).
 */
final class Ext4Overhead {
  private static final int COMPAT_HAS_JOURNAL = 0x4;
  private static final int RO_COMPAT_SPARSE_SUPER = 0x1;
  private static final int INCOMPAT_64BIT = 0x80;

  private Ext4Overhead() {}

  /**
   * From a superblock.
   *
   * @param b the superblock, little-endian
   * @param blocks of the file system
   */
  static long blocks(ByteBuffer b, long blocks) {
    long noted = Integer.toUnsignedLong(b.getInt(0x248));
    if (noted > 0) {
      return noted;
    }
    long blockSize = 1024L << b.getInt(0x18);
    long perGroup = Integer.toUnsignedLong(b.getInt(0x20));
    long inodesPerGroup = Integer.toUnsignedLong(b.getInt(0x28));
    if (perGroup == 0) {
      return 0;
    }
    long first = Integer.toUnsignedLong(b.getInt(0x14));
    long groups = ceilDiv(Math.max(0, blocks - first), perGroup);
    boolean wide = (b.getInt(0x60) & INCOMPAT_64BIT) != 0;
    int descriptorBytes = wide ? Math.max(64, Short.toUnsignedInt(b.getShort(0xFE))) : 32;
    int inodeBytes = b.getInt(0x4C) == 0 ? 128 : Short.toUnsignedInt(b.getShort(0x58));
    long inodeTable = ceilDiv(inodesPerGroup * inodeBytes, blockSize);
    long descriptors =
        ceilDiv(groups * descriptorBytes, blockSize) + Short.toUnsignedInt(b.getShort(0xCE));
    boolean sparse = (b.getInt(0x64) & RO_COMPAT_SPARSE_SUPER) != 0;
    long copies = sparse ? sparseCopies(groups) : groups;
    long journal =
        (b.getInt(0x5C) & COMPAT_HAS_JOURNAL) == 0
            ? 0
            // A copy of the size of the journal's inode, its upper half first.
            : (Integer.toUnsignedLong(b.getInt(0x148)) << 32
                    | Integer.toUnsignedLong(b.getInt(0x14C)))
                / blockSize;
    return first + copies * (1 + descriptors) + groups * (2 + inodeTable) + Math.max(0, journal);
  }

  private static long ceilDiv(long value, long divisor) {
    return -Math.floorDiv(-value, divisor);
  }

  /** Groups 0 and 1 and those whose number is a power of 3, 5 or 7 have a copy of the superblock. */
  private static long sparseCopies(long groups) {
    long copies = Math.min(groups, 2);
    for (long base : new long[] {3, 5, 7}) {
      for (long group = base; group < groups; group *= base) {
        copies++;
      }
    }
    return copies;
  }
}
