package org.nodecustomize.ext4;

import java.util.Arrays;

/**
 * The content of a file or link that lies in the inode: in {@code i_block} and, what does not fit
 * there, in the attribute {@code system.data}; see the kernel's
 * Documentation/filesystems/ext4/inlinedata.rst.
 */
final class InlineContent {
  /** No inode keeps more. */
  private static final int LARGEST_BLOCK = 64 << 10;

  private InlineContent() {}

  static byte[] of(Inode inode, Attributes attributes, Damage damage) {
    byte[] rest = attributes.inlineData(inode);
    byte[] all = new byte[Inode.BLOCK_AREA + rest.length];
    inode.blockArea().get(0, all, 0, Inode.BLOCK_AREA);
    System.arraycopy(rest, 0, all, Inode.BLOCK_AREA, rest.length);
    // Behind what is kept the kernel reads zeroes; mke2fs leaves a hole at the end of a file out.
    if (inode.size() > Math.max(all.length, LARGEST_BLOCK)) {
      throw damage.of(inode, "its content in the inode is not all there");
    }
    return Arrays.copyOf(all, (int) inode.size());
  }
}
