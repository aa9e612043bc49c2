package org.nodecustomize.ext4;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.nodecustomize.tree.TreeNames;

/**
 * The texts of symbolic links: in {@code i_block} where they are shorter than that, else in a block
 * (see the kernel's Documentation/filesystems/ext4/ifork.rst), or in the inode like other content.
 */
final class LinkText {
  /** Bytes of a path of Linux without its end. */
  private static final int MOST = 4095;

  private final Volume volume;
  private final InodeTable inodes;
  private final Attributes attributes;

  LinkText(Volume volume, InodeTable inodes, Attributes attributes) {
    this.volume = volume;
    this.inodes = inodes;
    this.attributes = attributes;
  }

  String of(Inode link) {
    long size = link.size();
    if (size == 0 || size > MOST) {
      throw volume.damage().of(link, "a link with a text of " + size + " bytes");
    }
    byte[] text = bytes(link, (int) size);
    for (byte b : text) {
      if (b == 0) {
        throw volume.damage().of(link, "a link whose text has a zero byte in it");
      }
    }
    return TreeNames.decode(text);
  }

  private byte[] bytes(Inode link, int size) {
    if (link.has(Inode.INLINE_DATA)) {
      return InlineContent.of(link, attributes, volume.damage());
    }
    Geometry geometry = volume.geometry();
    boolean wide = geometry.incompatible(Features.INCOMPAT_64BIT);
    boolean inBlocks =
        size >= Inode.BLOCK_AREA
            || link.has(Inode.EXTENTS)
            || link.ownsBlocks(geometry.clusterSize(), geometry.blockSize(), wide);
    if (!inBlocks) {
      byte[] text = new byte[size];
      link.blockArea().get(0, text);
      return text;
    }
    BlockMap map = BlockMap.of(link, volume, inodes);
    try (InputStream in = new MappedContent(map, volume, size)) {
      return in.readNBytes(size);
    } catch (IOException e) {
      throw new UncheckedIOException("a disk has no such exception", e);
    }
  }
}
