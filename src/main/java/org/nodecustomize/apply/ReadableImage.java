package org.nodecustomize.apply;

import java.util.Optional;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4FileSystem;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.ext4.Support;
import org.nodecustomize.image.ApplianceTree;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ListedTree;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.tree.FileTree;

/**
 * An image's tree for those who change nothing: read here where that is possible, and through an
 * appliance elsewhere.
 */
final class ReadableImage implements AutoCloseable {
  private final FileTree tree;
  private final Optional<MountedForReading> mounted;
  private final Runnable closing;

  private ReadableImage(FileTree tree, Optional<MountedForReading> mounted, Runnable closing) {
    this.tree = tree;
    this.mounted = mounted;
    this.closing = closing;
  }

  /** How much of the tree is asked for, which matters where an appliance is. */
  enum Extent {
    SOME_PATHS,
    EVERYTHING
  }

  /**
   * Opens the tree.
   *
   * @throws org.nodecustomize.diag.ImageException if the image is damaged
   */
  static ReadableImage open(
      Container container, Extent extent, HostContext context, StageClock clock) {
    if (context.throughAppliance()) {
      return byAppliance(container, "--through-appliance says so", extent, context, clock);
    }
    OpenedTree.Opening opening = OpenedTree.open(container);
    if (opening instanceof OpenedTree.Opening.Opened opened) {
      return new ReadableImage(opened.tree().tree(), Optional.empty(), opened.tree()::close);
    }
    String because = ((OpenedTree.Opening.NeedsAppliance) opening).because();
    return byAppliance(container, because, extent, context, clock);
  }

  private static ReadableImage byAppliance(
      Container container, String because, Extent extent, HostContext context, StageClock clock) {
    MountedForReading mounted = MountedForReading.open(container, because, false, context, clock);
    boolean handedOver = false;
    try {
      FileTree tree = clock.in(Stage.READ, () -> tree(container, mounted, extent, context));
      handedOver = true;
      return new ReadableImage(tree, Optional.of(mounted), mounted::close);
    } finally {
      if (!handedOver) {
        mounted.close();
      }
    }
  }

  private static FileTree tree(
      Container container, MountedForReading mounted, Extent extent, HostContext context) {
    if (!context.throughAppliance()
        && ImageSession.superblock(container)
            .filter(Ext4Superblock::journalNeedsRecovery)
            .isPresent()) {
      Optional<FileTree> recovered = recovered(container, mounted);
      if (recovered.isPresent()) {
        return recovered.get();
      }
    }
    return extent == Extent.EVERYTHING
        ? ListedTree.of(mounted.appliance())
        : new ApplianceTree(mounted.appliance());
  }

  /** Once the kernel has replayed the journal, the file system may be one that is read here. */
  private static Optional<FileTree> recovered(Container container, MountedForReading mounted) {
    mounted.appliance().unmountAll();
    mounted.requireHealthy();
    Optional<FileTree> tree =
        mounted
            .bytes()
            .map(bytes -> Ext4FileSystem.open(container.file().toString(), bytes))
            .filter(Support.Readable.class::isInstance)
            .map(support -> ((Support.Readable) support).tree());
    if (tree.isEmpty()) {
      mounted.mount();
    }
    return tree;
  }

  /** The tree; usable until this is closed. */
  FileTree tree() {
    return tree;
  }

  /** Throws what went wrong meanwhile, of which the tree alone does not tell the reason. */
  void requireHealthy() {
    mounted.ifPresent(MountedForReading::requireHealthy);
  }

  @Override
  public void close() {
    closing.run();
  }
}
