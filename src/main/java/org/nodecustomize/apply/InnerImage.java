package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.event.Events;
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
    return container instanceof Container.Nested nested && recompression.isEmpty()
        ? DeltaImage.open(nested, work, context.cancellation())
        : UnpackedImage.open(container, recompression, work, context.programs(), context.events());
  }

  /** How the appliance sees it. */
  Drive drive();

  /** Its size in bytes. */
  long size();

  /** Makes it larger; the file system in it stays as it is. */
  void grow(long size);

  /**
   * Throws what went wrong while the appliance read or wrote, of which it sees only that it failed.
   */
  void requireHealthy();

  /** Writes an image like the input with the changed inner file system in it. */
  void pack(Path output, Events events);

  @Override
  void close();
}
