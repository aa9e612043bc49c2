package org.nodecustomize.ext4;

import java.nio.ByteBuffer;

/**
 * The block map of ext2 and ext3: 12 blocks, then one map of blocks, one of maps, and one of maps of
 * maps, see the kernel's Documentation/filesystems/ext4/blockmap.rst.
 */
final class IndirectMap implements BlockMap {
  private static final int DIRECT = 12;
  private static final int MOST_LEVELS = 3;

  private final Inode inode;
  private final Volume volume;
  private final long perBlock;

  IndirectMap(Inode inode, Volume volume) {
    this.inode = inode;
    this.volume = volume;
    this.perBlock = volume.geometry().blockSize() / 4;
  }

  @Override
  public Run run(long logical) {
    ByteBuffer pointers = inode.blockArea();
    if (logical < DIRECT) {
      return leaf(pointers, (int) logical, DIRECT);
    }
    long rest = logical - DIRECT;
    long span = perBlock;
    for (int level = 1; level <= MOST_LEVELS; level++) {
      if (rest < span) {
        return below(u32(pointers, DIRECT + level - 1), rest, span);
      }
      rest -= span;
      span *= perBlock;
    }
    throw volume.damage().of(inode, "its size is beyond its block map");
  }

  /**
   * @param map the block with the pointers; 0 where there is none
   * @param rest the block looked for, counted from the first below this map
   * @param span blocks of the file below this map
   */
  private Run below(long map, long rest, long span) {
    if (map == 0) {
      return new Run(0, span - rest);
    }
    ByteBuffer pointers = volume.block(map, inode);
    if (span == perBlock) {
      return leaf(pointers, (int) rest, (int) perBlock);
    }
    long part = span / perBlock;
    return below(u32(pointers, (int) (rest / part)), rest % part, part);
  }

  private Run leaf(ByteBuffer pointers, int from, int end) {
    long first = u32(pointers, from);
    int next = from + 1;
    while (next < end && u32(pointers, next) == (first == 0 ? 0 : first + next - from)) {
      next++;
    }
    if (first != 0) {
      volume.requireBlocks(first, next - from, inode);
    }
    return new Run(first, next - from);
  }

  private static long u32(ByteBuffer pointers, int index) {
    return Integer.toUnsignedLong(pointers.getInt(4 * index));
  }
}
