package org.nodecustomize.squashfs;

import java.util.OptionalInt;

/**
 * An inode as stored. What comes behind it (block words of a file, index of a directory) is read
 * apart.
 *
 * @param type 1 to 7, or 8 to 14 for the large form
 * @param uidIndex entry of the id table
 * @param gidIndex entry of the id table
 * @param mtime seconds since 1970, unsigned 32 bits
 * @param number 1 to the superblock's number of inodes
 * @param nlink number of names; 1 where the form has no such field
 * @param xattr entry of the xattr table
 */
record Inode(
    int type,
    int mode,
    int uidIndex,
    int gidIndex,
    long mtime,
    long number,
    long nlink,
    OptionalInt xattr,
    Body body) {

  /** What depends on the type. */
  sealed interface Body {}

  /**
   * @param block of the listing, as an offset in the directory table
   * @param offset in that decoded block
   * @param size bytes of the listing plus 3
   * @param parent inode number of the directory above
   */
  record Directory(long block, int offset, long size, long parent) implements Body {}

  /**
   * @param start position of the first block
   * @param size bytes of content
   * @param sparse bytes of it that are holes
   * @param fragment the fragment block that holds the tail, or {@link #NO_FRAGMENT}
   * @param fragmentOffset where the tail is in it
   * @param words reference of the block words that follow the inode
   */
  record RegularFile(
      long start, long size, long sparse, long fragment, long fragmentOffset, long words)
      implements Body {
    static final long NO_FRAGMENT = 0xffffffffL;

    boolean hasFragment() {
      return fragment != NO_FRAGMENT;
    }

    /** How many block words follow the inode. */
    long wordCount(int blockSize) {
      long whole = size / blockSize;
      return hasFragment() || size % blockSize == 0 ? whole : whole + 1;
    }
  }

  /**
   * @param target one char a byte
   */
  record Symlink(String target) implements Body {}

  record Device(long number) implements Body {}

  /** A pipe or a socket. */
  record Ipc() implements Body {}

  EntryType entryType() {
    return EntryType.ofInodeType(type);
  }
}
