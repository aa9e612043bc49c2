package org.nodecustomize.image;

import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.disk.BlockSource;
import org.nodecustomize.disk.RawFileSource;
import org.nodecustomize.disk.SquashfsSource;
import org.nodecustomize.ext4.Ext4FileSystem;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.Support;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.tree.FileTree;

/** An image's root tree, read straight from the image file: no appliance, nothing unpacked. */
public final class OpenedTree implements AutoCloseable {
  /** Decoded blocks of the squashfs that are kept. */
  private static final long CACHE_BYTES = 64L << 20;

  private final FileTree tree;
  private final Runnable closing;

  private OpenedTree(FileTree tree, Runnable closing) {
    this.tree = tree;
    this.closing = closing;
  }

  /** Whether an image can be read so. */
  public sealed interface Opening {

    /** It can; the caller closes the tree. */
    record Opened(OpenedTree tree) implements Opening {}

    /**
     * It needs an appliance.
     *
     * @param because in words for people, to go on after "because"
     */
    record NeedsAppliance(String because) implements Opening {}
  }

  /**
   * Opens the tree of an image: of a liveimg or a bare file system with a clean ext2, ext3 or ext4,
   * or of a flat squashfs.
   *
   * @throws ImageException if the container or the file system is damaged, and later so do the
   *     tree's methods, with {@link org.nodecustomize.diag.HostException} if the operating system
   *     refuses to read the file
   */
  public static Opening open(Container container) {
    if (container instanceof Container.Nested nested && nested.superblock().isPresent()) {
      return nested(nested);
    }
    if (container instanceof Container.Bare bare && bare.superblock().isPresent()) {
      RawFileSource source = RawFileSource.open(bare.file());
      return open(bare.file().toString(), source, source::close);
    }
    if (container instanceof Container.Flat flat) {
      return flat(flat);
    }
    return new Opening.NeedsAppliance("it is a " + container.description());
  }

  private static Opening flat(Container.Flat flat) {
    SquashfsImage image = SquashfsImage.open(flat.file());
    boolean handedOver = false;
    try {
      Optional<FileTree> tree = SquashfsTree.of(image);
      handedOver = tree.isPresent();
      return tree.<Opening>map(read -> new Opening.Opened(new OpenedTree(read, image::close)))
          .orElseGet(() -> new Opening.NeedsAppliance("a name in it is not UTF-8"));
    } finally {
      if (!handedOver) {
        image.close();
      }
    }
  }

  private static Opening nested(Container.Nested nested) {
    String name = nested.file() + ": " + nested.innerPath();
    SquashfsImage image = SquashfsImage.open(nested.file());
    boolean handedOver = false;
    try {
      SquashfsEntry inner =
          image
              .find(nested.innerPath())
              .filter(SquashfsEntry::isFile)
              .orElseThrow(() -> new ImageException(Problem.at(name, "it is not there any more")));
      SquashfsSource source = new SquashfsSource(image.file(inner), CACHE_BYTES);
      handedOver = true;
      return open(
          name,
          source,
          () -> {
            source.close();
            image.close();
          });
    } finally {
      if (!handedOver) {
        image.close();
      }
    }
  }

  private static Opening open(String name, BlockSource source, Runnable closing) {
    boolean handedOver = false;
    try {
      Support support = Ext4FileSystem.open(name, new Ext4Source(source.size(), source::read));
      if (support instanceof Support.Readable readable) {
        handedOver = true;
        return new Opening.Opened(new OpenedTree(readable.tree(), closing));
      }
      return new Opening.NeedsAppliance(((Support.NeedsAppliance) support).because());
    } finally {
      if (!handedOver) {
        closing.run();
      }
    }
  }

  /** The tree; usable until this is closed. */
  public FileTree tree() {
    return tree;
  }

  @Override
  public void close() {
    closing.run();
  }
}
