package org.nodecustomize.apply;

import java.nio.file.Path;
import org.nodecustomize.event.Events;
import org.nodecustomize.guestfs.Drive;

/**
 * The inner file system of an image, made writable without touching the input, and the way back into
 * an image of the same kind.
 */
interface InnerImage extends AutoCloseable {

  /** How the appliance sees it. */
  Drive drive();

  /** Its size in bytes. */
  long size();

  /** Makes it larger; the file system in it stays as it is. */
  void grow(long size);

  /** Writes an image like the input with the changed inner file system in it. */
  void pack(Path output, Events events);

  @Override
  void close();
}
