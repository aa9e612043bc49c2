package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.function.BiConsumer;

/**
 * Where an ext2, ext3 or ext4 file system keeps what a check and a mount read of it: group
 * descriptors, bitmaps, inode tables, directories. A guide for reading ahead and no more: what it
 * does not understand it leaves out, and nothing here says that a file system is sound.
 *
 * <p>Source: the kernel's Documentation/filesystems/ext4 (super, group_descr, bitmaps, inodes,
 * ifork).
 */
public final class Ext4Metadata {
  /** 8 TiB with blocks of 4096 bytes. */
  private static final long MOST_GROUPS = 1 << 16;

  /** The kernel reads inode tables in pieces of 32 blocks. */
  private static final int INODE_BLOCKS_AT_ONCE = 32;

  private static final int JOURNAL_INODE = 8;
  private static final int COMPAT_JOURNAL = 0x4;
  private static final int INCOMPAT_META_BG = 0x10;
  private static final int INCOMPAT_64BIT = 0x80;
  private static final int READ_ONLY_CHECKSUMS = 0x10 | 0x400;
  private static final int INODE_UNINIT = 1;
  private static final int BLOCK_UNINIT = 2;
  private static final int DIRECTORY = 0x4000;
  private static final int FORMAT = 0xF000;
  private static final int USES_EXTENTS = 0x80000;
  private static final int INLINE = 0x10000000;
  private static final int EXTENT_MAGIC = 0xF30A;
  private static final int PIECE = 64 << 10;

  private final Reader reader;
  private final long blocks;
  private final long firstDataBlock;
  private final int blockSize;
  private final long blocksPerGroup;
  private final long inodesPerGroup;
  private final int inodeSize;
  private final int descriptorSize;
  private final boolean unusedIsTold;
  private final boolean hasJournal;
  private final int groups;
  private final ByteBuffer descriptors;

  /** Gives the file system's bytes; all of the buffer is filled. */
  @FunctionalInterface
  public interface Reader {
    void read(long offset, ByteBuffer target);
  }

  private Ext4Metadata(Reader reader, Ext4Superblock facts, ByteBuffer superblock) {
    this.reader = reader;
    this.blocks = facts.blocks();
    this.blockSize = facts.blockSize();
    this.firstDataBlock = Integer.toUnsignedLong(superblock.getInt(0x14));
    this.blocksPerGroup = Integer.toUnsignedLong(superblock.getInt(0x20));
    this.inodesPerGroup = Integer.toUnsignedLong(superblock.getInt(0x28));
    int size = Short.toUnsignedInt(superblock.getShort(0x58));
    this.inodeSize = superblock.getInt(0x4C) == 0 ? 128 : size;
    boolean wide = (facts.incompatibleFeatures() & INCOMPAT_64BIT) != 0;
    this.descriptorSize = wide ? Short.toUnsignedInt(superblock.getShort(0xFE)) : 32;
    this.unusedIsTold = (facts.readOnlyFeatures() & READ_ONLY_CHECKSUMS) != 0;
    this.hasJournal =
        (facts.compatibleFeatures() & COMPAT_JOURNAL) != 0
            && superblock.getInt(0xE0) == JOURNAL_INODE;
    long count =
        understood(facts)
            ? (blocks - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup
            : MOST_GROUPS + 1;
    this.groups = count > MOST_GROUPS ? 0 : (int) count;
    this.descriptors = ByteBuffer.allocate(groups * descriptorSize).order(ByteOrder.LITTLE_ENDIAN);
    if (groups > 0) {
      read((firstDataBlock + 1) * blockSize, descriptors);
    }
  }

  /**
   * Reads superblock and group descriptors.
   *
   * @param reader reads within {@link Ext4Superblock#size} only; what it throws goes through
   */
  public static Ext4Metadata of(Ext4Superblock facts, Reader reader) {
    ByteBuffer superblock =
        ByteBuffer.allocate(Ext4Superblock.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    reader.read(Ext4Superblock.OFFSET, superblock);
    return new Ext4Metadata(reader, facts, superblock.clear());
  }

  private boolean understood(Ext4Superblock facts) {
    return (facts.incompatibleFeatures() & INCOMPAT_META_BG) == 0
        // There, a bit of a bitmap stands for several blocks.
        && (facts.readOnlyFeatures() & Features.RO_BIGALLOC) == 0
        && firstDataBlock < blocks
        && blocksPerGroup > 0
        && blocksPerGroup <= 8L * blockSize
        && inodesPerGroup > 0
        && inodesPerGroup <= 8L * blockSize
        && inodeSize >= 128
        && inodeSize <= blockSize
        && descriptorSize >= 32
        && descriptorSize <= 1024;
  }

  /**
   * Tells where descriptors, bitmaps and the used parts of inode tables are.
   *
   * @param ranges is given offset and length in bytes, within the file system
   */
  public void tables(BiConsumer<Long, Long> ranges) {
    tell(ranges, 0, firstDataBlock + 1 + (descriptors.capacity() + blockSize - 1) / blockSize);
    for (int group = 0; group < groups; group++) {
      tell(ranges, pointer(group, 0x0), 1);
      tell(ranges, pointer(group, 0x4), 1);
      long used = usedInodes(group) * inodeSize;
      long inPieces = (long) INODE_BLOCKS_AT_ONCE * blockSize;
      if (used > 0) {
        long whole = (inodesPerGroup * inodeSize + blockSize - 1) / blockSize;
        long wanted = (used + inPieces - 1) / inPieces * INODE_BLOCKS_AT_ONCE;
        tell(ranges, pointer(group, 0x8), Math.min(whole, wanted));
      }
    }
  }

  /**
   * Reads the inode tables and tells where directories and the blocks are that say where files are.
   *
   * @param ranges as of {@link #tables}
   */
  public void directories(BiConsumer<Long, Long> ranges) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE / inodeSize * inodeSize);
    piece.order(ByteOrder.LITTLE_ENDIAN);
    for (int group = 0; group < groups; group++) {
      long left = usedInodes(group) * inodeSize;
      long at = pointer(group, 0x8) * blockSize;
      while (left > 0) {
        piece.clear().limit((int) Math.min(left, piece.capacity()));
        int length = piece.limit();
        if (!read(at, piece)) {
          break;
        }
        for (int inode = 0; inode + inodeSize <= length; inode += inodeSize) {
          inode(piece, inode, ranges);
        }
        at += length;
        left -= length;
      }
    }
  }

  /**
   * The blocks that no file and no table uses, of groups whose bitmap says so. Others may be free
   * too.
   */
  public BitSet freeBlocks() {
    BitSet free = new BitSet();
    ByteBuffer bitmap = ByteBuffer.allocate(blockSize);
    for (int group = 0; group < groups; group++) {
      bitmap.clear();
      if ((flags(group) & BLOCK_UNINIT) != 0
          || pointer(group, 0x0) == 0
          || blocks > Integer.MAX_VALUE
          || !read(pointer(group, 0x0) * blockSize, bitmap)) {
        continue;
      }
      long first = firstDataBlock + group * blocksPerGroup;
      int count = (int) Math.min(blocksPerGroup, blocks - first);
      BitSet used = BitSet.valueOf(bitmap.array());
      for (int i = used.nextClearBit(0); i < count; i = used.nextClearBit(i + 1)) {
        free.set((int) (first + i));
      }
    }
    return free;
  }

  /**
   * Tells where the journal is, its own superblock first; nothing where there is none, or where that
   * takes more than the inode to find out.
   *
   * @param ranges as of {@link #tables}, in the journal's own order
   */
  public void journal(BiConsumer<Long, Long> ranges) {
    ByteBuffer inode = ByteBuffer.allocate(inodeSize).order(ByteOrder.LITTLE_ENDIAN);
    boolean found =
        groups > 0
            && hasJournal
            && pointer(0, 0x8) > 0
            && read(pointer(0, 0x8) * blockSize + (JOURNAL_INODE - 1L) * inodeSize, inode);
    if (found && (inode.getInt(0x20) & USES_EXTENTS) != 0 && inode.getShort(0x28 + 6) == 0) {
      extents(inode, 0x28, true, ranges);
    }
  }

  private void inode(ByteBuffer table, int at, BiConsumer<Long, Long> ranges) {
    int flags = table.getInt(at + 0x20);
    if (table.getShort(at + 0x1A) == 0 || (flags & INLINE) != 0) {
      return;
    }
    long attributes =
        Integer.toUnsignedLong(table.getInt(at + 0x68))
            | (long) Short.toUnsignedInt(table.getShort(at + 0x76)) << 32;
    if (attributes != 0) {
      tell(ranges, attributes, 1);
    }
    boolean directory = (table.getShort(at) & FORMAT) == DIRECTORY;
    int map = at + 0x28;
    if ((flags & USES_EXTENTS) != 0) {
      extents(table, map, directory, ranges);
      return;
    }
    int format = table.getShort(at) & FORMAT;
    if (directory || format == 0x8000) {
      for (int i = directory ? 0 : 12; i < 15; i++) {
        long block = Integer.toUnsignedLong(table.getInt(map + 4 * i));
        if (block != 0) {
          tell(ranges, block, 1);
        }
      }
    }
  }

  private void extents(
      ByteBuffer table, int map, boolean directory, BiConsumer<Long, Long> ranges) {
    int count = Short.toUnsignedInt(table.getShort(map + 2));
    int depth = Short.toUnsignedInt(table.getShort(map + 6));
    if (Short.toUnsignedInt(table.getShort(map)) != EXTENT_MAGIC || count > 4) {
      return;
    }
    for (int i = 1; i <= count; i++) {
      int entry = map + 12 * i;
      if (depth > 0) {
        long low = Integer.toUnsignedLong(table.getInt(entry + 4));
        tell(ranges, low | (long) Short.toUnsignedInt(table.getShort(entry + 8)) << 32, 1);
      } else if (directory) {
        long low = Integer.toUnsignedLong(table.getInt(entry + 8));
        long start = low | (long) Short.toUnsignedInt(table.getShort(entry + 6)) << 32;
        tell(ranges, start, Short.toUnsignedInt(table.getShort(entry + 4)));
      }
    }
  }

  private long usedInodes(int group) {
    if ((flags(group) & INODE_UNINIT) != 0) {
      return 0;
    }
    long unused = unusedIsTold ? number(group, 0x1C, 0x32) : 0;
    return Math.max(0, inodesPerGroup - unused);
  }

  private int flags(int group) {
    return unusedIsTold
        ? Short.toUnsignedInt(descriptors.getShort(group * descriptorSize + 0x12))
        : 0;
  }

  private long number(int group, int low, int high) {
    int at = group * descriptorSize;
    long value = Short.toUnsignedInt(descriptors.getShort(at + low));
    return descriptorSize < 64
        ? value
        : value | (long) Short.toUnsignedInt(descriptors.getShort(at + high)) << 16;
  }

  private long pointer(int group, int low) {
    int at = group * descriptorSize;
    long value = Integer.toUnsignedLong(descriptors.getInt(at + low));
    return descriptorSize < 64
        ? value
        : value | Integer.toUnsignedLong(descriptors.getInt(at + low + 0x20)) << 32;
  }

  private void tell(BiConsumer<Long, Long> ranges, long block, long count) {
    if (block >= 0 && count > 0 && block < blocks && count <= blocks - block) {
      ranges.accept(block * blockSize, count * blockSize);
    }
  }

  private boolean read(long offset, ByteBuffer target) {
    if (offset < 0 || target.remaining() > blocks * blockSize - offset) {
      return false;
    }
    reader.read(offset, target);
    return true;
  }
}
