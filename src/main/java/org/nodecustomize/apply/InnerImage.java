package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.event.Events;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.Container;

/**
 * The inner file system of an image, made writable without touching the input, and the way back into
 * an image of the same kind.
 */
interface InnerImage extends AutoCloseable {

  /**
   * Opens the inner image of a container in the best way that there is for its kind.
   *
   * @param recompression another compressor for what {@link #pack} writes
   * @throws org.nodecustomize.diag.ImageException if the container is damaged, or of a kind that
   *     cannot be changed
   */
  static InnerImage open(
      Container container,
      Optional<Recompression> recompression,
      WorkDirectory work,
      HostContext context) {
    if (container instanceof Container.Flat flat) {
      return FlatImage.open(flat, recompression, work, context);
    }
    if (container instanceof Container.Bare bare && recompression.isEmpty()) {
      return BareImage.open(bare, work, context.programs());
    }
    if (container instanceof Container.Nested nested && recompression.isEmpty()) {
      Optional<String> obstacle = DeltaImage.obstacle(nested);
      if (obstacle.isEmpty()) {
        return DeltaImage.open(nested, work, context.cancellation());
      }
      context
          .events()
          .notice(
              container.file()
                  + ": all of it is compressed anew, which takes minutes: "
                  + obstacle.get());
    }
    return UnpackedImage.open(container, recompression, work, context.programs(), context.events());
  }

  /** How the appliance sees it. */
  Drive drive();

  /** Drives that it needs besides; the appliance gets them behind all others. */
  default List<Drive> furtherDrives() {
    return List.of();
  }

  /**
   * Mounts its root file system on {@code /}, writable.
   *
   * @param furtherDrive number of the first of {@link #furtherDrives} in the appliance
   * @param options as of mount(8)
   * @throws org.nodecustomize.diag.ImageException if it cannot be mounted
   */
  default void mount(Appliance appliance, int furtherDrive, String name, String options) {
    FileSystemGate.mountRoot(appliance, appliance.device(0), name, options);
  }

  /** Unmounts everything, so that it can be mounted again. */
  default void unmount(Appliance appliance) {
    appliance.unmountAll();
  }

  /**
   * Takes out of the appliance what {@link #pack} needs and is not on a drive; the last thing that
   * is done in it, with nothing mounted.
   */
  default void collect(Appliance appliance, int furtherDrive) {
    // All of it is on the drive.
  }

  /** Whether {@link #input} can be asked for until this is closed. */
  default boolean keepsInput() {
    return false;
  }

  /** The inner image as it was, for another appliance; what is written to it is dropped. */
  default Drive input() {
    throw new IllegalStateException("the input is not kept");
  }

  /**
   * The bytes of the inner file system as they were before the run; empty where it has none, or they
   * are not kept.
   */
  default Optional<Ext4Source> before() {
    return Optional.empty();
  }

  /** Its bytes as they are now. What reads them must not be mounted meanwhile. */
  default Optional<Ext4Source> now() {
    return Optional.empty();
  }

  /** Its size in bytes. */
  long size();

  /** Makes it larger; the file system in it stays as it is. */
  void grow(long size);

  /**
   * Told while nothing has it mounted: what was written until now may stay as it is, so that work of
   * {@link #pack} may begin.
   */
  default void settle() {
    // Nothing can be done ahead.
  }

  /**
   * Throws what went wrong while the appliance read or wrote, of which it sees only that it failed.
   */
  void requireHealthy();

  /**
   * Refuses the input if the appliance's kernel found an error in its file system: what failed
   * meanwhile failed for that.
   */
  default void requireNoErrorFound() {
    // Where the input was checked before, there is none.
  }

  /**
   * Puts what it holds now where somebody can look at it; nothing has it mounted. What is moved
   * there is gone for {@link #pack}.
   *
   * @throws IOException if it cannot be written
   */
  default void keep(Path directory) throws IOException {
    Optional<Ext4Source> now = now();
    if (now.isPresent()) {
      KeptWork.write(now.get(), directory.resolve(KeptWork.DISK));
    }
  }

  /**
   * Takes out of the file system what depends on the run's clock, its speed and random numbers. While
   * nothing has it mounted.
   */
  default void removeTraces(RunClock clock, Events events) {
    // Where the whole is packed, or it is no ext4, that stays.
  }

  /** Writes an image like the input with the changed inner file system in it. */
  void pack(Path output, Events events);

  @Override
  void close();
}
