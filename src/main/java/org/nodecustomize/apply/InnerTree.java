package org.nodecustomize.apply;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.ext4.Ext4FileSystem;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.ext4.Support;
import org.nodecustomize.tree.FileTree;

/** The tree of an inner file system, read by this program. */
final class InnerTree {
  private InnerTree() {}

  /**
   * Why this program cannot read the file system by itself; empty where it can.
   *
   * @param bytes of the file system, where there are any
   */
  static Optional<String> obstacle(String name, Optional<Ext4Source> bytes) {
    if (bytes.filter(InnerTree::isExt).isEmpty()) {
      return Optional.of("its tree is not in an ext4 file system");
    }
    return Ext4FileSystem.open(name, bytes.get()) instanceof Support.NeedsAppliance needs
        ? Optional.of(needs.because())
        : Optional.empty();
  }

  private static boolean isExt(Ext4Source bytes) {
    if (bytes.size() < Ext4Superblock.OFFSET + Ext4Superblock.LENGTH) {
      return false;
    }
    ByteBuffer superblock = ByteBuffer.allocate(Ext4Superblock.LENGTH);
    bytes.reader().read(Ext4Superblock.OFFSET, superblock);
    return Ext4Superblock.read(superblock.array()).isPresent();
  }

  /**
   * The tree.
   *
   * @throws ImageException if there is an {@link #obstacle}, or the file system is damaged
   */
  static FileTree of(String name, Optional<Ext4Source> bytes) {
    if (bytes.filter(InnerTree::isExt).isPresent()
        && Ext4FileSystem.open(name, bytes.get()) instanceof Support.Readable readable) {
      return readable.tree();
    }
    throw new ImageException(
        Problem.at(
            name, "the file system cannot be read here: " + obstacle(name, bytes).orElse("")));
  }
}
