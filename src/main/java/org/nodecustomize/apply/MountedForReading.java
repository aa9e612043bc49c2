package org.nodecustomize.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.disk.BlockSource;
import org.nodecustomize.disk.RawFileSource;
import org.nodecustomize.disk.SquashfsSource;
import org.nodecustomize.disk.WarmUp;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.Container;
import org.nodecustomize.squashfs.SquashfsImage;

/**
 * An image's root file system, mounted read-only in an appliance of its own. What the kernel writes
 * all the same, as it replays a journal, goes to a copy-on-write disk.
 */
final class MountedForReading implements AutoCloseable {
  /** Decoded blocks that are kept. */
  private static final long CACHE_BYTES = 64L << 20;

  /** The same where another appliance is to come. */
  private static final long CACHE_BYTES_BESIDE = 32L << 20;

  private static final String OPTIONS = "ro,noatime";

  private final Container container;
  private final Optional<ServedDisk> served;
  private final Appliance appliance;
  private final List<Runnable> closing;

  private MountedForReading(
      Container container,
      Optional<ServedDisk> served,
      Appliance appliance,
      List<Runnable> closing) {
    this.container = container;
    this.served = served;
    this.appliance = appliance;
    this.closing = closing;
  }

  /**
   * Starts the appliance and mounts the image; says why that is done.
   *
   * @param because in words for people, to go on after "because"
   * @param scratch whether the second drive is to be an empty one, for the image's programs
   * @throws org.nodecustomize.diag.ImageException if the file system cannot be mounted
   */
  static MountedForReading open(
      Container container, String because, boolean scratch, HostContext context, StageClock clock) {
    String name = container.file().toString();
    context.events().notice(name + ": read through an appliance, because " + because);
    WorkDirectory work = WorkDirectory.open(context.workBase());
    List<Runnable> closing = new ArrayList<>(List.of(work::close));
    return open(
        container, ApplianceLaunch.READING, scratch, CACHE_BYTES, work, closing, context, clock);
  }

  /**
   * The same for a run that changes the image in another appliance later.
   *
   * @param work of the run
   * @throws org.nodecustomize.diag.ImageException if the file system cannot be mounted
   */
  static MountedForReading beside(
      Container container, WorkDirectory work, HostContext context, StageClock clock) {
    return open(
        container,
        ApplianceLaunch.BESIDE,
        false,
        CACHE_BYTES_BESIDE,
        work,
        new ArrayList<>(),
        context,
        clock);
  }

  private static MountedForReading open(
      Container container,
      ApplianceLaunch launch,
      boolean scratch,
      long cacheBytes,
      WorkDirectory work,
      List<Runnable> closing,
      HostContext context,
      StageClock clock) {
    boolean handedOver = false;
    try {
      Optional<ServedDisk> served = served(container, cacheBytes, work, closing);
      List<Drive> drives = new ArrayList<>();
      drives.add(
          served
              .map(ServedDisk::drive)
              .orElseGet(() -> new Drive.RawFile(container.file().toAbsolutePath(), true)));
      if (scratch) {
        drives.add(new Drive.RawFile(ScratchDrive.make(work, context.programs()), false));
      }
      Appliance appliance = launch.boot(drives, work, context, clock);
      closing.add(appliance::close);
      MountedForReading mounted = new MountedForReading(container, served, appliance, closing);
      mounted.mount();
      handedOver = true;
      return mounted;
    } finally {
      if (!handedOver) {
        close(closing);
      }
    }
  }

  /** Empty for a flat squashfs, which no kernel writes to. */
  private static Optional<ServedDisk> served(
      Container container, long cacheBytes, WorkDirectory work, List<Runnable> closing) {
    if (container instanceof Container.Flat) {
      return Optional.empty();
    }
    if (container instanceof Container.Nested nested) {
      SquashfsImage image = SquashfsImage.open(nested.file());
      closing.add(image::close);
      SquashfsSource source =
          new SquashfsSource(image.file(DeltaImage.inner(nested, image)), cacheBytes);
      ServedDisk served = served(source, work, closing);
      nested.superblock().ifPresent(found -> closing.add(WarmUp.start(source, found)::close));
      return Optional.of(served);
    }
    return Optional.of(served(RawFileSource.open(container.file()), work, closing));
  }

  private static ServedDisk served(BlockSource source, WorkDirectory work, List<Runnable> closing) {
    ServedDisk served = ServedDisk.over(source, work);
    closing.add(served::close);
    return served;
  }

  Appliance appliance() {
    return appliance;
  }

  void mount() {
    FileSystemGate.mountRoot(appliance, appliance.device(0), container.file().toString(), OPTIONS);
  }

  /** The bytes of the file system; to be read while nothing is mounted. */
  Optional<Ext4Source> bytes() {
    return served.map(ServedDisk::now);
  }

  /** Throws what went wrong while the appliance read, of which it sees only that it failed. */
  void requireHealthy() {
    served.ifPresent(ServedDisk::requireHealthy);
  }

  @Override
  public void close() {
    close(closing);
  }

  /** The last first; one that fails keeps none of the others from being closed. */
  private static void close(List<Runnable> closing) {
    if (closing.isEmpty()) {
      return;
    }
    try {
      closing.remove(closing.size() - 1).run();
    } finally {
      close(closing);
    }
  }
}
