package org.nodecustomize.ext4;

import java.nio.ByteBuffer;

/**
 * The checksums of directory blocks, see "Directory Entries" and "Hash Tree Directories" of the
 * kernel's Documentation/filesystems/ext4/directory.rst.
 */
final class DirectorySums {
  /** Bytes of the entry of the directory itself. */
  private static final int SELF = 12;

  private static final int TAIL = 12;
  private static final int TAIL_TYPE = 0xDE;
  private static final int TAIL_SUM = 8;

  /** Where the count of index entries is, in the first block and in the others. */
  private static final int ROOT_COUNT = 0x20;

  private static final int NODE_COUNT = 0x08;

  /** Bytes of an entry of the index, and of the tail behind the room for them. */
  private static final int INDEX_ENTRY = 8;

  /** No place. */
  static final int NOWHERE = -1;

  private DirectorySums() {}

  /** Whether a block has the checksum that its content has with this seed. */
  static boolean matches(Inode directory, ByteBuffer block, int seed) {
    int place = place(directory, block);
    return place != NOWHERE && of(directory, block, seed) == block.getInt(place);
  }

  /** Where in a block its checksum is; {@link #NOWHERE} if the block is not formed like one with it. */
  static int place(Inode directory, ByteBuffer block) {
    if (isIndex(directory, block)) {
      int at = count(block);
      int limit = Short.toUnsignedInt(block.getShort(at));
      int count = Short.toUnsignedInt(block.getShort(at + 2));
      int tail = at + limit * INDEX_ENTRY;
      return count > limit || tail > block.capacity() - INDEX_ENTRY ? NOWHERE : tail + 4;
    }
    int tail = block.capacity() - TAIL;
    boolean formed =
        block.getInt(tail) == 0
            && Short.toUnsignedInt(block.getShort(tail + 4)) == TAIL
            && block.get(tail + 6) == 0
            && (block.get(tail + 7) & 0xff) == TAIL_TYPE;
    return formed ? tail + TAIL_SUM : NOWHERE;
  }

  /** The checksum of a block that has a {@link #place} for it. */
  static int of(Inode directory, ByteBuffer block, int seed) {
    if (!isIndex(directory, block)) {
      return Crc.crc32c(seed, block, 0, block.capacity() - TAIL);
    }
    // Over the entries in use and the tail, its own field as zero.
    int at = count(block);
    int tail = place(directory, block) - 4;
    int used = Short.toUnsignedInt(block.getShort(at + 2)) * INDEX_ENTRY;
    int crc = Crc.crc32c(seed, block, 0, at + used);
    crc = Crc.crc32c(crc, block, tail, tail + 4);
    return Crc.crc32cZeroes(crc, 4);
  }

  private static int count(ByteBuffer block) {
    return isRoot(block) ? ROOT_COUNT : NODE_COUNT;
  }

  /** What is left of a leaf in a block that became an index must not make it one. */
  private static boolean isIndex(Inode directory, ByteBuffer block) {
    return directory.has(Inode.INDEX) && (isRoot(block) || isNode(block));
  }

  /** The first block of an index: the entry of the directory above hides the rest. */
  private static boolean isRoot(ByteBuffer block) {
    int size = block.capacity();
    return DirectoryReader.recordLength(block, 0, size) == SELF
        && DirectoryReader.recordLength(block, SELF, size) == size - SELF;
  }

  /** Another block of an index: an entry that is not in use hides all. */
  private static boolean isNode(ByteBuffer block) {
    return block.getInt(0) == 0
        && DirectoryReader.recordLength(block, 0, block.capacity()) == block.capacity();
  }
}
