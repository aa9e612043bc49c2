package org.nodecustomize.squashfs;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads directory listings: runs of {u32 count - 1, u32 inode block, u32 base number} and entries
 * {u16 offset, s16 number delta, u16 type, u16 name length - 1, name}. Thread-safe.
 */
final class DirectoryTable {
  private static final int RUN_HEADER = 12;
  private static final int ENTRY_HEADER = 8;
  private static final int LONGEST_RUN = 256;
  private static final int LONGEST_NAME = 256;

  /** Of one directory, in bytes; what is listed is in memory. */
  private static final long LONGEST_LISTING = 64L << 20;

  /** What an empty listing's size says, for historical reasons. */
  static final int EMPTY_SIZE = 3;

  private static final String NAME = "directory table";

  private final MetadataBlocks blocks;
  private final Superblock superblock;

  DirectoryTable(MetadataBlocks blocks, Superblock superblock) {
    this.blocks = blocks;
    this.superblock = superblock;
  }

  /**
   * @param name one char a byte
   * @param inode reference of the inode
   * @param type the basic inode type
   */
  record Entry(String name, long inode, int type) {}

  /**
   * The entries of a directory, their names checked: not empty, no slash, no NUL, neither "." nor
   * "..", in strictly ascending order.
   *
   * @param most how many entries are still tolerated
   */
  List<Entry> list(Inode.Directory directory, int most) {
    long left = directory.size() - EMPTY_SIZE;
    if (left <= 0) {
      return List.of();
    }
    if (left > LONGEST_LISTING) {
      throw blocks
          .refusal()
          .unsupported("a directory of " + left + " bytes (at most " + LONGEST_LISTING + ")");
    }
    MetadataCursor in =
        new MetadataCursor(
            blocks,
            superblock.directoryTable(),
            superblock.bytesUsed(),
            directory.block(),
            directory.offset(),
            NAME);
    List<Entry> entries = new ArrayList<>();
    String previous = "";
    while (left >= RUN_HEADER) {
      long count = in.u32() + 1;
      long block = in.u32();
      in.u32();
      left -= RUN_HEADER;
      if (count > LONGEST_RUN) {
        throw blocks.refusal().bad(NAME + ": a run of " + count + " entries (at most 256)");
      }
      for (int i = 0; i < count; i++) {
        int offset = in.u16();
        in.s16();
        int type = in.u16();
        int length = in.u16() + 1;
        left -= ENTRY_HEADER + length;
        if (length > LONGEST_NAME || left < 0) {
          throw blocks.refusal().bad(NAME + ": a name reaches past its listing");
        }
        String name = in.latin1(length);
        checkName(name, previous);
        previous = name;
        if (entries.size() == most) {
          throw blocks
              .refusal()
              .bad("more names than its " + superblock.inodes() + " inodes allow");
        }
        entries.add(new Entry(name, block << 16 | offset, type));
      }
    }
    if (left != 0) {
      throw blocks.refusal().bad(NAME + ": " + left + " bytes behind the last run of a listing");
    }
    return entries;
  }

  private void checkName(String name, String previous) {
    if (name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
      throw blocks.refusal().bad("a file name is '" + printable(name) + "'");
    }
    // One char is one byte, so this is the order of the bytes.
    if (name.compareTo(previous) <= 0) {
      throw blocks
          .refusal()
          .bad("file name '" + printable(name) + "' is out of order or there twice");
    }
  }

  private static String printable(String name) {
    return name.replaceAll("[^ -~]", "?");
  }
}
