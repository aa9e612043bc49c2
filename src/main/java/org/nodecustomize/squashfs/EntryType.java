package org.nodecustomize.squashfs;

/** What an entry of the tree is. */
public enum EntryType {
  DIRECTORY(1),
  FILE(2),
  SYMLINK(3),
  BLOCK_DEVICE(4),
  CHARACTER_DEVICE(5),
  PIPE(6),
  SOCKET(7);

  private static final int SMALL_TYPES = 7;

  private final int basicNumber;

  EntryType(int basicNumber) {
    this.basicNumber = basicNumber;
  }

  /** The type number of a small inode of this type; large ones have 7 more. */
  int basicNumber() {
    return basicNumber;
  }

  /**
   * @param number of an inode type, 1 to 14
   */
  static EntryType ofInodeType(int number) {
    return values()[(number - 1) % SMALL_TYPES];
  }
}
