package org.nodecustomize.ext4;

import java.nio.ByteBuffer;

/**
 * The checksums outside an inode that begin with its generation: those of a directory's blocks and of
 * the nodes of an extent tree.
 */
final class OwnedSums {
  private final Volume volume;
  private final InodeTable inodes;

  OwnedSums(Volume volume, InodeTable inodes) {
    this.volume = volume;
    this.inodes = inodes;
  }

  /** Is told what to write where. */
  @FunctionalInterface
  interface Patches {
    /**
     * @param offset in bytes from the start of the file system
     */
    void write(long offset, int value);
  }

  /**
   * Tells what the checksums become with another seed.
   *
   * @throws org.nodecustomize.diag.ImageException if one is not right as it is, or the inode is not
   *     sound; what was told before is not to be written then
   */
  void under(int seed, Inode inode, Patches patches) {
    if (inode.has(Inode.INLINE_DATA) || !(inode.isDirectory() || inode.has(Inode.EXTENTS))) {
      return;
    }
    int blockSize = volume.geometry().blockSize();
    if (inode.has(Inode.EXTENTS)) {
      new ExtentMap(inode, volume, inodes)
          .nodes(
              volume.geometry().blocks(),
              (block, node, tail) ->
                  patches.write(block * blockSize + tail, Crc.crc32c(seed, node, 0, tail)));
    }
    if (inode.isDirectory()) {
      directory(seed, inode, patches);
    }
  }

  private void directory(int seed, Inode inode, Patches patches) {
    int blockSize = volume.geometry().blockSize();
    long blocks = inode.size() / blockSize;
    if (inode.size() % blockSize != 0 || blocks > volume.geometry().blocks()) {
      throw volume.damage().of(inode, "a directory of " + inode.size() + " bytes");
    }
    BlockMap map = BlockMap.of(inode, volume, inodes);
    int before = inodes.seed(inode);
    for (long next = 0; next < blocks; ) {
      BlockMap.Run run = map.run(next);
      long count = Math.min(run.length(), blocks - next);
      for (long i = 0; !run.isHole() && i < count; i++) {
        long number = run.physical() + i;
        ByteBuffer block = volume.block(number, inode);
        if (!DirectorySums.matches(inode, block, before)) {
          throw volume.damage().of(inode, "a block of the directory does not match its checksum");
        }
        patches.write(
            number * blockSize + DirectorySums.place(inode, block),
            DirectorySums.of(inode, block, seed));
      }
      next += count;
    }
  }
}
