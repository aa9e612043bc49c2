package org.nodecustomize.image;

import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.PieceStream;

/** A regular file of what an appliance has mounted. */
final class ApplianceFileStream extends PieceStream {
  private static final int PIECE = 1 << 20;

  private final Appliance appliance;
  private final String path;

  /**
   * @param path without links in it
   * @param size of the file, which nobody changes meanwhile
   */
  ApplianceFileStream(Appliance appliance, String path, long size) {
    super(size);
    this.appliance = appliance;
    this.path = path;
  }

  @Override
  protected byte[] fetch(long offset, long rest) {
    return appliance.readPart(path, offset, (int) Math.min(PIECE, rest));
  }
}
