package org.nodecustomize.image;

import java.util.List;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.Superblock;

/**
 * The facts of a squashfs that a rewritten one has to repeat.
 *
 * @param compressor as mksquashfs spells it
 * @param arguments what mksquashfs is to be given for the same compressor, options and block size
 * @param blockSize bytes
 * @param bytesUsed length without the padding
 */
public record SquashfsFacts(
    String compressor, List<String> arguments, int blockSize, long bytesUsed, long inodes) {

  public SquashfsFacts {
    arguments = List.copyOf(arguments);
  }

  static SquashfsFacts of(SquashfsImage image) {
    Superblock superblock = image.superblock();
    return new SquashfsFacts(
        superblock.compressor().mksquashfsName(),
        image.mksquashfsArguments(),
        superblock.blockSize(),
        superblock.bytesUsed(),
        superblock.inodes());
  }
}
