package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import org.nodecustomize.diag.ImageException;

/**
 * An extent tree, see the kernel's Documentation/filesystems/ext4/ifork.rst. A node's depth is one
 * less than that of the node above it, so that a walk down ends, wherever the pointers go.
 */
final class ExtentMap implements BlockMap {
  private static final int MAGIC = 0xF30A;
  private static final int HEADER = 12;
  private static final int ENTRY = 12;
  private static final int MOST_DEPTH = 5;

  /** Longer extents are not written yet, and shorter by this. */
  private static final int MOST_WRITTEN = 32768;

  private final Inode inode;
  private final Volume volume;
  private final InodeTable inodes;

  ExtentMap(Inode inode, Volume volume, InodeTable inodes) {
    this.inode = inode;
    this.volume = volume;
    this.inodes = inodes;
  }

  @Override
  public Run run(long logical) {
    ByteBuffer node = inode.blockArea();
    int depth = u16(node, 6);
    if (depth > MOST_DEPTH) {
      throw damaged("a depth of " + depth);
    }
    checkHeader(node, depth);
    long end = END;
    for (; depth > 0; depth--) {
      int entry = lastNotAfter(node, logical);
      if (entry + 1 < entries(node)) {
        end = Math.min(end, first(node, entry + 1));
      }
      if (entry < 0) {
        return new Run(0, end - logical);
      }
      int at = HEADER + entry * ENTRY;
      long block = u32(node, at + 4) | (long) u16(node, at + 8) << 32;
      node = volume.block(block, inode);
      checkHeader(node, depth - 1);
      checkSum(node);
    }
    return leaf(node, logical, end);
  }

  /** Is shown the nodes of a tree that have blocks of their own. */
  @FunctionalInterface
  interface NodeVisitor {
    /**
     * @param block of the file system
     * @param node its content; has an array that must not be changed
     * @param tail where its checksum is, if the file system has checksums
     */
    void visit(long block, ByteBuffer node, int tail);
  }

  /**
   * Shows all nodes but the one in the inode; checked as {@link #run} does.
   *
   * @param most nodes, so that a tree of a hostile image comes to an end
   */
  void nodes(long most, NodeVisitor visitor) {
    ByteBuffer root = inode.blockArea();
    int depth = u16(root, 6);
    if (depth > MOST_DEPTH) {
      throw damaged("a depth of " + depth);
    }
    checkHeader(root, depth);
    below(root, depth, most, visitor);
  }

  /** Returns how many nodes may still come; no deeper than {@link #MOST_DEPTH}. */
  private long below(ByteBuffer node, int depth, long most, NodeVisitor visitor) {
    long left = most;
    for (int entry = 0; depth > 0 && entry < entries(node); entry++) {
      if (left-- <= 0) {
        throw damaged("more nodes than there are blocks");
      }
      int at = HEADER + entry * ENTRY;
      long block = u32(node, at + 4) | (long) u16(node, at + 8) << 32;
      ByteBuffer child = volume.block(block, inode);
      checkHeader(child, depth - 1);
      checkSum(child);
      visitor.visit(block, child, HEADER + u16(child, 4) * ENTRY);
      left = below(child, depth - 1, left, visitor);
    }
    return left;
  }

  private Run leaf(ByteBuffer node, long logical, long limit) {
    int entry = lastNotAfter(node, logical);
    long end = entry + 1 < entries(node) ? Math.min(limit, first(node, entry + 1)) : limit;
    if (entry < 0) {
      return new Run(0, end - logical);
    }
    int at = HEADER + entry * ENTRY;
    int stored = u16(node, at + 4);
    boolean written = stored <= MOST_WRITTEN;
    int length = written ? stored : stored - MOST_WRITTEN;
    long start = u32(node, at + 8) | (long) u16(node, at + 6) << 32;
    long within = logical - first(node, entry);
    if (length == 0 || (first(node, entry) + length > end && within < length)) {
      throw damaged("an extent of an impossible length");
    }
    if (within >= length) {
      return new Run(0, end - logical);
    }
    volume.requireBlocks(start, length, inode);
    return new Run(written ? start + within : 0, length - within);
  }

  private void checkHeader(ByteBuffer node, int depth) {
    int room = (node.capacity() - HEADER) / ENTRY;
    if (u16(node, 0) != MAGIC) {
      throw damaged("a node without its magic number");
    }
    if (u16(node, 4) > room || entries(node) > u16(node, 4)) {
      throw damaged("a node with " + entries(node) + " entries");
    }
    if (u16(node, 6) != depth) {
      throw damaged("a depth of " + u16(node, 6) + " where " + depth + " was expected");
    }
  }

  /** The checksum is behind the room for entries. */
  private void checkSum(ByteBuffer node) {
    if (volume.geometry().metadataChecksums()) {
      int tail = HEADER + u16(node, 4) * ENTRY;
      if (tail > node.capacity() - 4
          || Crc.crc32c(inodes.seed(inode), node, 0, tail) != node.getInt(tail)) {
        throw damaged("a node that does not match its checksum");
      }
    }
  }

  /** The last entry that begins at or before a block; -1 where none does. */
  private int lastNotAfter(ByteBuffer node, long logical) {
    int low = 0;
    int high = entries(node);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (first(node, middle) <= logical) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    boolean ordered =
        (low < 2 || first(node, low - 2) < first(node, low - 1))
            && (low < 1 || low >= entries(node) || first(node, low - 1) < first(node, low));
    if (!ordered) {
      throw damaged("a node whose entries are not in order");
    }
    return low - 1;
  }

  private static int entries(ByteBuffer node) {
    return u16(node, 2);
  }

  private static long first(ByteBuffer node, int entry) {
    return u32(node, HEADER + entry * ENTRY);
  }

  private ImageException damaged(String what) {
    return volume.damage().of(inode, "its extent tree has " + what);
  }

  private static int u16(ByteBuffer node, int offset) {
    return Short.toUnsignedInt(node.getShort(offset));
  }

  private static long u32(ByteBuffer node, int offset) {
    return Integer.toUnsignedLong(node.getInt(offset));
  }
}
