package org.nodecustomize.apply;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.nodecustomize.disk.BlockSource;
import org.nodecustomize.disk.RawFileSource;
import org.nodecustomize.disk.SquashfsSource;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.ApplianceConfig;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.ApplianceTree;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.image.SnapshotTree;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.tree.FileTree;

/**
 * The tree of an image as it is before a run, whatever its file system: read by this program where
 * it can, else by an appliance of its own, so that the one that makes the changes has nothing else
 * mounted. Nothing that the image's file system does to recover is seen in the image.
 */
final class BaseTree implements AutoCloseable {
  /** Below the run's work directory. */
  static final String DIRECTORY = "base-appliance";

  private static final int MEMORY_MEGABYTES = 768;
  private static final long CACHE_BYTES = 32L << 20;

  private final FileTree tree;
  private final Deque<Runnable> closing;

  private BaseTree(FileTree tree, Deque<Runnable> closing) {
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
    Deque<Runnable> closing = new ArrayDeque<>();
    boolean handedOver = false;
    try {
      FileTree tree;
      if (OpenedTree.open(container) instanceof OpenedTree.Opening.Opened opened) {
        closing.push(opened.tree()::close);
        tree = opened.tree().tree();
      } else {
        context
            .events()
            .accept(new Event.LogLine("image", "an appliance reads the image as it was"));
        Drive drive = drive(container, work, closing);
        tree = byAppliance(name, drive, work, context, clock, closing);
      }
      BaseTree base = new BaseTree(tree, closing);
      handedOver = true;
      return base;
    } finally {
      if (!handedOver) {
        closeAll(closing);
      }
    }
  }

  private static FileTree byAppliance(
      String name,
      Drive drive,
      WorkDirectory work,
      HostContext context,
      StageClock clock,
      Deque<Runnable> closing) {
    ApplianceConfig config =
        new ApplianceConfig(
            List.of(drive),
            MEMORY_MEGABYTES,
            1,
            work.makeDirectory(DIRECTORY),
            context.cacheDirectory(),
            context.stockAppliance());
    Appliance appliance =
        clock.in(
            Stage.BOOT, () -> Appliance.launch(config, context.events(), context.cancellation()));
    closing.push(appliance::close);
    return clock.in(
        Stage.READ,
        () -> {
          FileSystemGate.mountRoot(appliance, appliance.device(0), name, "ro,noatime");
          return SnapshotTree.of(new ApplianceTree(appliance));
        });
  }

  /** What a journal that needs recovery writes goes beside the image. */
  private static Drive drive(Container container, WorkDirectory work, Deque<Runnable> closing) {
    if (container instanceof Container.Flat flat) {
      return new Drive.RawFile(flat.file().toAbsolutePath(), true);
    }
    BlockSource source;
    if (container instanceof Container.Nested nested) {
      SquashfsImage image = SquashfsImage.open(nested.file());
      closing.push(image::close);
      source = new SquashfsSource(image.file(DeltaImage.inner(nested, image)), CACHE_BYTES);
    } else {
      source = RawFileSource.open(container.file());
    }
    ServedDisk served = ServedDisk.over(source, work);
    closing.push(served::close);
    return served.drive();
  }

  /** The tree; usable until this is closed. */
  FileTree tree() {
    return tree;
  }

  @Override
  public void close() {
    closeAll(closing);
  }

  private static void closeAll(Deque<Runnable> closing) {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }
}
