package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A wish to change an image.
 *
 * @param grow how much larger, or how large, the inner file system is to become
 * @param recompression another compressor for the whole output; empty where only what changed is
 *     compressed, as the input was
 * @param keepWork whether a failure leaves the file system as it was then, to look at
 */
public record ChangeRequest(
    Path image,
    OutputPolicy output,
    Optional<Growth> grow,
    Optional<Recompression> recompression,
    boolean keepWork) {

  /** One that leaves nothing. */
  public ChangeRequest(
      Path image,
      OutputPolicy output,
      Optional<Growth> grow,
      Optional<Recompression> recompression) {
    this(image, output, grow, recompression, false);
  }

  /** Whether there is something to do although the image's tree is as wanted. */
  boolean repacks() {
    return grow.isPresent() || recompression.isPresent();
  }

  /**
   * A new size.
   *
   * @param bytes the size, or what is added to it
   */
  public record Growth(long bytes, boolean relative) {

    /** The size that results. */
    public long applyTo(long size) {
      return relative ? Math.addExact(size, bytes) : bytes;
    }
  }
}
