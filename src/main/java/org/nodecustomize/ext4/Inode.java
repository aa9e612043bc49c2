package org.nodecustomize.ext4;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.nodecustomize.tree.DeviceNumber;
import org.nodecustomize.tree.NodeType;

/**
 * An inode; offsets of fields after the kernel's Documentation/filesystems/ext4/inodes.rst.
 *
 * @param number counted from 1
 * @param raw all bytes of the inode's record; has an array that must not be changed
 * @param largeDirectories whether directories have sizes of 64 bits
 */
record Inode(long number, ByteBuffer raw, boolean largeDirectories) {
  static final int EXTENTS = 0x80000;
  static final int VALUE = 0x200000;
  static final int INLINE_DATA = 0x10000000;
  static final int ENCRYPTED = 0x800;
  static final int HUGE_FILE = 0x40000;
  static final int INDEX = 0x1000;

  /** Bytes of an inode of ext2; what is beyond came later. */
  static final int CLASSIC = 128;

  /** Bytes of {@code i_block}. */
  static final int BLOCK_AREA = 60;

  private static final int BLOCK_AREA_OFFSET = 0x28;

  int mode() {
    return u16(0x00);
  }

  /** Its type; {@link InodeTable} has seen to it that there is one. */
  NodeType type() {
    return NodeType.ofMode(mode());
  }

  boolean isDirectory() {
    return type() == NodeType.DIRECTORY;
  }

  boolean isRegular() {
    return type() == NodeType.REGULAR;
  }

  boolean isLink() {
    return type() == NodeType.LINK;
  }

  long uid() {
    return u16(0x02) | (long) u16(0x78) << 16;
  }

  long gid() {
    return u16(0x18) | (long) u16(0x7A) << 16;
  }

  /** Bytes; the upper half of the field once belonged to something else in all but files. */
  long size() {
    boolean wide = isRegular() || (isDirectory() && largeDirectories);
    return wide ? u32(0x04) | u32(0x6C) << 32 : u32(0x04);
  }

  int links() {
    return u16(0x1A);
  }

  int flags() {
    return raw.getInt(0x20);
  }

  boolean has(int flag) {
    return (flags() & flag) != 0;
  }

  int generation() {
    return raw.getInt(0x64);
  }

  /** The block of extended attributes, 0 where there is none. */
  long attributeBlock(boolean wide) {
    return wide ? u32(0x68) | (long) u16(0x76) << 32 : u32(0x68);
  }

  /**
   * Whether it owns blocks besides the one of extended attributes; right for files of less than 2
   * TiB.
   *
   * @param allocated bytes that a block of attributes takes: a cluster where there are clusters
   */
  boolean ownsBlocks(long allocated, int blockSize, boolean wide) {
    long sectors = u32(0x1C);
    long unit = has(HUGE_FILE) ? blockSize : 512;
    return sectors > (attributeBlock(wide) == 0 ? 0 : allocated / unit);
  }

  /** {@code i_block}: block map, extents, the text of a link, a device, or content. */
  ByteBuffer blockArea() {
    return raw.slice(BLOCK_AREA_OFFSET, BLOCK_AREA).order(raw.order());
  }

  /**
   * The device of a device file, as {@code st_rdev}: the first word has the old encoding of 16 bits,
   * or is 0 and the second has the new one of 32, see the kernel's include/linux/kdev_t.h.
   */
  long device() {
    int old = raw.getInt(BLOCK_AREA_OFFSET);
    if (old != 0) {
      return DeviceNumber.of(old >>> 8 & 0xff, old & 0xff);
    }
    int device = raw.getInt(BLOCK_AREA_OFFSET + 4);
    return DeviceNumber.of(device >>> 8 & 0xfff, (device & 0xff) | (device >>> 12 & 0xfff00));
  }

  /** Bytes in use behind the classic inode, {@code i_extra_isize} itself among them. */
  int extraSize() {
    return raw.capacity() > CLASSIC ? u16(0x80) : 0;
  }

  /**
   * The time of the last change of the content. Two bits of the extra field belong to the seconds,
   * 30 are nanoseconds, see "Inode Timestamps" of inodes.rst.
   */
  Instant modified() {
    long seconds = raw.getInt(0x10);
    if (CLASSIC + extraSize() < 0x8C) {
      return Instant.ofEpochSecond(seconds);
    }
    int extra = raw.getInt(0x88);
    return Instant.ofEpochSecond(seconds + ((extra & 3L) << 32), extra >>> 2);
  }

  private int u16(int offset) {
    return Short.toUnsignedInt(raw.getShort(offset));
  }

  private long u32(int offset) {
    return Integer.toUnsignedLong(raw.getInt(offset));
  }
}
