package org.nodecustomize.guestfs;

/**
 * How full a mounted file system is.
 *
 * @param blockSize bytes of one of the blocks counted here
 * @param blocks all blocks
 * @param freeBlocks blocks that are free, those reserved for root included
 * @param availableBlocks blocks that are free for everybody
 * @param files all inodes
 * @param freeFiles inodes that are free
 */
public record FileSystemSpace(
    long blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    long files,
    long freeFiles) {

  /** Bytes that are free for everybody. */
  public long availableBytes() {
    return Math.multiplyExact(blockSize, availableBlocks);
  }
}
