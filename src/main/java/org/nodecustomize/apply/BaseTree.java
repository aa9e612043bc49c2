package org.nodecustomize.apply;

import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.image.SnapshotTree;
import org.nodecustomize.tree.FileTree;

/**
 * The tree of an image as it is before a run, whatever its file system: read by this program where
 * it can, else by an appliance of its own, so that the one that makes the changes has nothing else
 * mounted. Nothing that the image's file system does to recover is seen in the image.
 */
final class BaseTree implements AutoCloseable {
  private final FileTree tree;
  private final Runnable closing;

  private BaseTree(FileTree tree, Runnable closing) {
    this.tree = tree;
    this.closing = closing;
  }

  /**
   * Opens the tree.
   *
   * @throws org.nodecustomize.diag.ImageException if it is damaged, or has names that are not UTF-8
   *     where only an appliance can read it
   */
  static BaseTree open(
      Container container, WorkDirectory work, HostContext context, StageClock clock) {
    String name = container.file().toString();
    ImageSession.superblock(container).ifPresent(found -> FileSystemGate.requireSound(name, found));
    if (OpenedTree.open(container) instanceof OpenedTree.Opening.Opened opened) {
      return new BaseTree(opened.tree().tree(), opened.tree()::close);
    }
    context.events().accept(new Event.LogLine("image", "an appliance reads the image as it was"));
    MountedForReading mounted = MountedForReading.beside(container, work, context, clock);
    boolean handedOver = false;
    try {
      FileTree tree = clock.in(Stage.READ, () -> SnapshotTree.of(mounted.appliance()));
      handedOver = true;
      return new BaseTree(tree, mounted::close);
    } finally {
      if (!handedOver) {
        mounted.close();
      }
    }
  }

  /** The tree; usable until this is closed. */
  FileTree tree() {
    return tree;
  }

  @Override
  public void close() {
    closing.run();
  }
}
