package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A wish for a new liveimg.
 *
 * @param sources root trees, unpacked one over the other: tar archives (plain, gzip, xz, zstd) or
 *     directories
 * @param size bytes of the file system
 * @param label of the file system, up to 16 bytes
 * @param compressor as mksquashfs spells it
 * @param blockSize of the squashfs, bytes
 * @param script a file with a shell script that is run in the tree before it is packed
 */
public record CreateRequest(
    List<Path> sources,
    Path output,
    boolean force,
    long size,
    String label,
    String compressor,
    int blockSize,
    Optional<Path> script) {

  public CreateRequest {
    sources = List.copyOf(sources);
  }
}
