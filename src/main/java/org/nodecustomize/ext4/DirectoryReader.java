package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.nodecustomize.tree.TreeNames;

/**
 * Reads directories entry by entry, also those with an index, whose blocks look empty to who does
 * not know them; see the kernel's Documentation/filesystems/ext4/directory.rst.
 */
final class DirectoryReader {
  private static final int ENTRY = 8;

  private final Volume volume;
  private final InodeTable inodes;
  private final Attributes attributes;

  DirectoryReader(Volume volume, InodeTable inodes, Attributes attributes) {
    this.volume = volume;
    this.inodes = inodes;
    this.attributes = attributes;
  }

  /** Blocks that may still be read, so that directories that share blocks come to an end. */
  static final class Budget {
    private long blocks;

    Budget(long blocks) {
      this.blocks = blocks;
    }
  }

  /** As many blocks as the file system has: no block belongs to two directories. */
  Budget budget() {
    return new Budget(volume.geometry().blocks());
  }

  /**
   * Reads a directory.
   *
   * @throws org.nodecustomize.diag.ImageException if it is damaged
   */
  Directory read(Inode inode, Budget budget) {
    Map<String, Long> entries = new HashMap<>();
    if (inode.has(Inode.INLINE_DATA)) {
      // The first four bytes are the number of the directory above; see inlinedata.rst.
      ByteBuffer area = inode.blockArea();
      parse(inode, area, 4, area.capacity(), entries);
      ByteBuffer rest = ByteBuffer.wrap(attributes.inlineData(inode)).order(area.order());
      parse(inode, rest, 0, rest.capacity(), entries);
    } else {
      readBlocks(inode, budget, entries);
    }
    return Directory.of(entries);
  }

  private void readBlocks(Inode inode, Budget budget, Map<String, Long> entries) {
    int blockSize = volume.geometry().blockSize();
    long blocks = inode.size() / blockSize;
    if (inode.size() % blockSize != 0 || blocks > BlockMap.END) {
      throw volume.damage().of(inode, "a directory of " + inode.size() + " bytes");
    }
    BlockMap map = BlockMap.of(inode, volume, inodes);
    long next = 0;
    while (next < blocks) {
      BlockMap.Run run = map.run(next);
      long count = Math.min(run.length(), blocks - next);
      spend(inode, budget, run.isHole() ? 1 : count);
      for (long i = 0; !run.isHole() && i < count; i++) {
        ByteBuffer block = volume.block(run.physical() + i, inode);
        if (volume.geometry().metadataChecksums()) {
          checkSum(inode, block);
        }
        parse(inode, block, 0, blockSize, entries);
      }
      next += count;
    }
  }

  private void spend(Inode inode, Budget budget, long blocks) {
    budget.blocks -= blocks;
    if (budget.blocks < 0) {
      throw volume.damage().of(inode, "directories have more blocks than there are");
    }
  }

  /**
   * Names have at most 255 bytes; the upper half of their length became the type, which old file
   * systems have too, whatever their features say. It is not looked at, as inodes tell it.
   */
  private void parse(Inode inode, ByteBuffer bytes, int from, int end, Map<String, Long> entries) {
    int at = from;
    while (at < end) {
      if (at > end - ENTRY) {
        throw volume.damage().of(inode, "a directory entry goes beyond its block");
      }
      int length = recordLength(bytes, at, end);
      int nameLength = bytes.get(at + 6) & 0xff;
      if (length < ENTRY || length % 4 != 0 || length > end - at || nameLength > length - ENTRY) {
        throw volume.damage().of(inode, "a directory entry of an impossible length");
      }
      long number = Integer.toUnsignedLong(bytes.getInt(at));
      if (number != 0) {
        byte[] name = new byte[nameLength];
        bytes.get(at + ENTRY, name);
        add(inode, name, number, entries);
      }
      at += length;
    }
  }

  /** In blocks of 64 KiB, two values stand for a length that 16 bits cannot tell. */
  static int recordLength(ByteBuffer bytes, int at, int end) {
    int length = Short.toUnsignedInt(bytes.getShort(at + 4));
    return end == 65536 && (length == 65535 || length == 0) ? 65536 : length;
  }

  private void add(Inode inode, byte[] name, long number, Map<String, Long> entries) {
    boolean self = name.length == 1 && name[0] == '.';
    boolean parent = name.length == 2 && name[0] == '.' && name[1] == '.';
    if (self || parent) {
      return;
    }
    boolean usable = name.length > 0;
    for (byte b : name) {
      usable &= b != 0 && b != '/';
    }
    if (!usable) {
      throw volume.damage().of(inode, "a directory entry has an impossible name");
    }
    if (number > volume.geometry().inodes()) {
      throw volume.damage().of(inode, "a directory entry of the inode " + number);
    }
    if (entries.put(TreeNames.decode(name), number) != null) {
      throw volume.damage().of(inode, "two directory entries have the same name");
    }
  }

  private void checkSum(Inode inode, ByteBuffer block) {
    if (!DirectorySums.matches(inode, block, inodes.seed(inode))) {
      throw volume.damage().of(inode, "a block of the directory does not match its checksum");
    }
  }
}
