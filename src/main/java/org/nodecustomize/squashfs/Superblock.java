package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nodecustomize.diag.ImageException;

/**
 * The first 96 bytes of a squashfs 4.0 image; all numbers are little-endian on disk.
 *
 * <p>Source: {@code fs/squashfs/squashfs_fs.h} of Linux describes the fields.
 *
 * @param inodes number of inodes
 * @param mtime when the image was made, seconds since 1970, unsigned 32 bits
 * @param blockSize bytes in a data block: a power of two from 4096 to 1048576
 * @param fragments number of fragment blocks
 * @param compressor what blocks are compressed with
 * @param flags bits, see the constants; only {@link #HAS_OPTIONS} steers a reader
 * @param ids number of entries of the id table
 * @param rootInode reference of the root directory's inode
 * @param bytesUsed end of the image; the file may be longer by padding
 * @param idTable position of the id table's index
 * @param xattrTable position of the xattr table's header, or {@link #ABSENT}
 * @param inodeTable position of the first inode block
 * @param directoryTable position of the first directory block
 * @param fragmentTable position of the fragment table's index, or {@link #ABSENT}
 * @param exportTable position of the export table's index, or {@link #ABSENT}
 */
public record Superblock(
    long inodes,
    long mtime,
    int blockSize,
    long fragments,
    Compressor compressor,
    int flags,
    int ids,
    long rootInode,
    long bytesUsed,
    long idTable,
    long xattrTable,
    long inodeTable,
    long directoryTable,
    long fragmentTable,
    long exportTable) {

  /** Bytes of a superblock on disk. */
  public static final int SIZE = 96;

  /** The position of a table that is not there. */
  public static final long ABSENT = -1;

  public static final int INODES_RAW = 0x1;
  public static final int DATA_RAW = 0x2;
  public static final int FRAGMENTS_RAW = 0x8;
  public static final int NO_FRAGMENTS = 0x10;
  public static final int ALWAYS_FRAGMENTS = 0x20;
  public static final int DEDUPLICATED = 0x40;
  public static final int EXPORTABLE = 0x80;
  public static final int XATTRS_RAW = 0x100;
  public static final int NO_XATTRS = 0x200;
  public static final int HAS_OPTIONS = 0x400;
  public static final int IDS_RAW = 0x800;

  static final int MAGIC = 0x73717368;

  /** Decoded inode bytes that a stored byte of the inode table can yield at most. */
  private static final int LARGEST_EXPANSION = MetadataBlocks.DECODED_SIZE / 3;

  /** The shortest inode: a pipe or socket. */
  private static final int SHORTEST_INODE = 20;

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * Reads the superblock and checks every field against the file.
   *
   * @throws ImageException if the file is empty, something else, an older squashfs, cut off, or
   *     contradicts itself
   */
  static Superblock read(ImageBytes image) {
    Refusal refusal = image.refusal();
    if (image.size() == 0) {
      throw refusal.notSquashfs("the file is empty");
    }
    int headLength = (int) Math.min(image.size(), ForeignFormat.LENGTH);
    ByteBuffer head = image.read(0, headLength, "the superblock");
    SquashfsVersion.check(head, refusal);
    if (headLength < SIZE) {
      throw refusal.bad(
          "truncated: the superblock needs " + SIZE + " bytes but the file has " + headLength);
    }
    Superblock superblock = parse(head, refusal);
    superblock.checkAgainst(image.size(), refusal);
    return superblock;
  }

  private static Superblock parse(ByteBuffer in, Refusal refusal) {
    int number = Short.toUnsignedInt(in.getShort(20));
    Compressor compressor =
        Compressor.of(number)
            .orElseThrow(() -> refusal.unsupported("squashfs compressor number " + number));
    int blockSize = in.getInt(12);
    int blockLog = Short.toUnsignedInt(in.getShort(22));
    if (blockSize < 4096 || blockSize > 1 << 20 || Integer.bitCount(blockSize) != 1) {
      throw refusal.bad(
          "block size: expected a power of two from 4096 to 1048576 but was "
              + Integer.toUnsignedString(blockSize));
    }
    if (blockLog != Integer.numberOfTrailingZeros(blockSize)) {
      throw refusal.bad(
          "block log: expected "
              + Integer.numberOfTrailingZeros(blockSize)
              + " for blocks of "
              + blockSize
              + " bytes but was "
              + blockLog);
    }
    return new Superblock(
        Integer.toUnsignedLong(in.getInt(4)),
        Integer.toUnsignedLong(in.getInt(8)),
        blockSize,
        Integer.toUnsignedLong(in.getInt(16)),
        compressor,
        Short.toUnsignedInt(in.getShort(24)),
        Short.toUnsignedInt(in.getShort(26)),
        in.getLong(32),
        in.getLong(40),
        in.getLong(48),
        in.getLong(56),
        in.getLong(64),
        in.getLong(72),
        in.getLong(80),
        in.getLong(88));
  }

  private void checkAgainst(long fileSize, Refusal refusal) {
    if (bytesUsed < SIZE) {
      throw refusal.bad("image size: expected at least 96 bytes but was " + unsigned(bytesUsed));
    }
    if (bytesUsed > fileSize) {
      throw refusal.bad(
          "truncated: the image has " + bytesUsed + " bytes but the file has " + fileSize);
    }
    checkTable("inode table", inodeTable, false, refusal);
    checkTable("directory table", directoryTable, false, refusal);
    checkTable("id table", idTable, false, refusal);
    checkTable("xattr table", xattrTable, true, refusal);
    checkTable("fragment table", fragmentTable, true, refusal);
    checkTable("export table", exportTable, true, refusal);
    if (inodeTable >= directoryTable) {
      throw refusal.bad(
          "the inode table (byte "
              + inodeTable
              + ") is not before the directory table (byte "
              + directoryTable
              + ")");
    }
    long inodeBytes = directoryTable - inodeTable;
    long most = inodeBytes * LARGEST_EXPANSION / SHORTEST_INODE + 1;
    if (inodes < 1 || inodes > most) {
      throw refusal.bad(
          inodes + " inodes do not fit in an inode table of " + inodeBytes + " bytes");
    }
    if (ids < 1) {
      throw refusal.bad("the id table is empty");
    }
    if (fragments > 0 && fragmentTable == ABSENT) {
      throw refusal.bad(fragments + " fragments but no fragment table");
    }
    long rootBlock = rootInode >>> 16;
    if (rootBlock >= inodeBytes || (rootInode & 0xffff) >= MetadataBlocks.DECODED_SIZE) {
      throw refusal.bad(
          "the root inode (0x" + Long.toHexString(rootInode) + ") is outside the inode table");
    }
  }

  private void checkTable(String name, long position, boolean optional, Refusal refusal) {
    if (optional && position == ABSENT) {
      return;
    }
    if (position < SIZE || position > bytesUsed) {
      throw refusal.bad(
          "the "
              + name
              + " (byte "
              + unsigned(position)
              + ") is outside the image ("
              + bytesUsed
              + " bytes)");
    }
  }

  private static String unsigned(long value) {
    return Long.toUnsignedString(value);
  }

  /** The 96 bytes on disk. */
  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt((int) inodes).putInt((int) mtime).putInt(blockSize);
    out.putInt((int) fragments).putShort((short) compressor.number());
    out.putShort((short) Integer.numberOfTrailingZeros(blockSize));
    out.putShort((short) flags).putShort((short) ids).putShort((short) 4).putShort((short) 0);
    out.putLong(rootInode).putLong(bytesUsed).putLong(idTable).putLong(xattrTable);
    out.putLong(inodeTable).putLong(directoryTable).putLong(fragmentTable).putLong(exportTable);
    return out.flip();
  }
}
