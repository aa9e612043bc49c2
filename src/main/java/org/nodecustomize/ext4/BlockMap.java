package org.nodecustomize.ext4;

/** Which blocks of the file system have the content of a file. */
sealed interface BlockMap permits ExtentMap, IndirectMap {

  /** The first block that no map can reach. */
  long END = 1L << 32;

  /**
   * The longest known run of blocks from one block of the file on.
   *
   * @param logical block of the file, from 0, less than {@link #END}
   */
  Run run(long logical);

  /**
   * Blocks beside one another.
   *
   * @param physical the first block in the file system; 0 where all are zeroes
   * @param length number of blocks, at least 1
   */
  record Run(long physical, long length) {
    boolean isHole() {
      return physical == 0;
    }
  }

  /** The map that an inode has. */
  static BlockMap of(Inode inode, Volume volume, InodeTable inodes) {
    return inode.has(Inode.EXTENTS)
        ? new ExtentMap(inode, volume, inodes)
        : new IndirectMap(inode, volume);
  }
}
