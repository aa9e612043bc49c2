package org.nodecustomize.squashfs;

import java.util.Optional;

/** The compressors of squashfs 4.0, with the number that the superblock has for each. */
public enum Compressor {
  GZIP(1, "gzip"),
  LZMA(2, "lzma"),
  LZO(3, "lzo"),
  XZ(4, "xz"),
  LZ4(5, "lz4"),
  ZSTD(6, "zstd");

  private final int number;
  private final String mksquashfsName;

  Compressor(int number, String mksquashfsName) {
    this.number = number;
    this.mksquashfsName = mksquashfsName;
  }

  /** The number in the superblock. */
  public int number() {
    return number;
  }

  /** The name that {@code mksquashfs -comp} takes. */
  public String mksquashfsName() {
    return mksquashfsName;
  }

  static Optional<Compressor> of(int number) {
    for (Compressor compressor : values()) {
      if (compressor.number == number) {
        return Optional.of(compressor);
      }
    }
    return Optional.empty();
  }
}
