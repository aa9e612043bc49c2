package org.nodecustomize.squashfs;

/**
 * Compresses and decompresses single blocks, each on its own.
 *
 * <p>Thread-safe; memory is bounded by the size of a block, whatever the bytes claim.
 */
sealed interface BlockCodec permits GzipCodec, Lz4Codec, LzmaCodec, LzoCodec, XzCodec, ZstdCodec {

  /** The preset that {@code mksquashfs} leaves at liblzma's default. */
  int XZ_PRESET = 6;

  /**
   * Decodes {@code length} bytes of {@code in} to the front of {@code out}.
   *
   * @return how many bytes came out, at most {@code out.length}
   * @throws CorruptBlockException if they do not decode, or not into {@code out}
   */
  int decode(byte[] in, int length, byte[] out) throws CorruptBlockException;

  /**
   * Encodes {@code length} bytes of {@code in} to the front of {@code out}.
   *
   * @param out at least as long as {@code length}
   * @return how many bytes came out; {@code length} or more means that it did not help, and that
   *     {@code out} holds nothing of use
   */
  int encode(byte[] in, int length, byte[] out);

  /** The codec of data and fragment blocks. */
  static BlockCodec forData(CompressorOptions options) {
    if (options instanceof CompressorOptions.Xz xz) {
      return new XzCodec(xz.dictionary(), xz.filters(), XZ_PRESET);
    }
    return forMetadata(options);
  }

  /** The same, quicker at the price of some percent. */
  static BlockCodec fastForData(CompressorOptions options) {
    if (options instanceof CompressorOptions.Gzip gzip) {
      return new GzipCodec(Math.min(gzip.level(), 4));
    } else if (options instanceof CompressorOptions.Xz xz) {
      return new XzCodec(xz.dictionary(), xz.filters(), 1);
    } else if (options instanceof CompressorOptions.Zstd zstd) {
      return new ZstdCodec(Math.min(zstd.level(), 3));
    } else if (options instanceof CompressorOptions.Lz4) {
      return new Lz4Codec(false);
    }
    return forData(options);
  }

  /** The codec of metadata blocks: as for data, but without what only helps programs. */
  static BlockCodec forMetadata(CompressorOptions options) {
    if (options instanceof CompressorOptions.Gzip gzip) {
      return new GzipCodec(gzip.level());
    } else if (options instanceof CompressorOptions.Lzo) {
      return new LzoCodec();
    } else if (options instanceof CompressorOptions.Xz) {
      return new XzCodec(MetadataBlocks.DECODED_SIZE, 0, XZ_PRESET);
    } else if (options instanceof CompressorOptions.Lz4 lz4) {
      return new Lz4Codec(lz4.highCompression());
    } else if (options instanceof CompressorOptions.Zstd zstd) {
      return new ZstdCodec(zstd.level());
    }
    return new LzmaCodec();
  }
}
