package org.nodecustomize.ext4;

import java.util.Arrays;

/**
 * The content of a file or link that lies in the inode: in {@code i_block} and, what does not fit
 * there, in the attribute {@code system.data}; see the kernel's
 * Documentation/filesystems/ext4/inlinedata.rst.
 */
final class InlineContent {
  private InlineContent() {}

  static byte[] of(Inode inode, Attributes attributes, Damage damage) {
    byte[] rest = attributes.inlineData(inode);
    byte[] all = new byte[Inode.BLOCK_AREA + rest.length];
    inode.blockArea().get(0, all, 0, Inode.BLOCK_AREA);
    System.arraycopy(rest, 0, all, Inode.BLOCK_AREA, rest.length);
    if (inode.size() > all.length) {
      throw damage.of(inode, "its content in the inode is not all there");
    }
    return Arrays.copyOf(all, (int) inode.size());
  }
}
