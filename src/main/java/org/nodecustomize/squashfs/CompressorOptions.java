package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * How the compressor of an image was told to work. Where an image stores no options, these are the
 * defaults of {@code mksquashfs}.
 *
 * <p>Source: the {@code *_wrapper.h} headers of squashfs-tools describe the stored form of each; all
 * numbers are little-endian.
 */
public sealed interface CompressorOptions {

  /** The compressor that these options belong to. */
  Compressor compressor();

  /** The options of {@code mksquashfs} that give the same, {@code -comp} included. */
  List<String> mksquashfsArguments();

  /**
   * zlib streams.
   *
   * @param level 1 to 9
   * @param windowLog base-2 logarithm of the window in bytes, 8 to 15
   * @param strategies bits: 1 default, 2 filtered, 4 Huffman only, 8 run-length, 16 fixed; 0 is 1
   */
  record Gzip(int level, int windowLog, int strategies) implements CompressorOptions {
    private static final List<String> STRATEGIES =
        List.of("default", "filtered", "huffman_only", "run_length_encoded", "fixed");

    @Override
    public Compressor compressor() {
      return Compressor.GZIP;
    }

    @Override
    public List<String> mksquashfsArguments() {
      List<String> arguments = new ArrayList<>(List.of("-comp", "gzip"));
      if (level != 9) {
        arguments.addAll(List.of("-Xcompression-level", Integer.toString(level)));
      }
      if (windowLog != 15) {
        arguments.addAll(List.of("-Xwindow-size", Integer.toString(windowLog)));
      }
      if (strategies > 1) {
        arguments.addAll(List.of("-Xstrategy", names(strategies, STRATEGIES)));
      }
      return List.copyOf(arguments);
    }
  }

  /** The original lzma; it has no options. */
  record Lzma() implements CompressorOptions {
    @Override
    public Compressor compressor() {
      return Compressor.LZMA;
    }

    @Override
    public List<String> mksquashfsArguments() {
      return List.of("-comp", "lzma");
    }
  }

  /**
   * LZO1X.
   *
   * @param algorithm 0 lzo1x_1, 1 lzo1x_1_11, 2 lzo1x_1_12, 3 lzo1x_1_15, 4 lzo1x_999
   * @param level 1 to 9 with lzo1x_999, else 0
   */
  record Lzo(int algorithm, int level) implements CompressorOptions {
    private static final List<String> ALGORITHMS =
        List.of("lzo1x_1", "lzo1x_1_11", "lzo1x_1_12", "lzo1x_1_15", "lzo1x_999");

    @Override
    public Compressor compressor() {
      return Compressor.LZO;
    }

    @Override
    public List<String> mksquashfsArguments() {
      List<String> arguments = new ArrayList<>(List.of("-comp", "lzo"));
      if (algorithm != 4) {
        arguments.addAll(List.of("-Xalgorithm", ALGORITHMS.get(algorithm)));
      } else if (level != 8) {
        arguments.addAll(List.of("-Xcompression-level", Integer.toString(level)));
      }
      return List.copyOf(arguments);
    }
  }

  /**
   * One xz stream a block.
   *
   * @param dictionary bytes of the dictionary of data blocks
   * @param filters bits of the branch filters tried: 1 x86, 2 powerpc, 4 ia64, 8 arm, 16 armthumb,
   *     32 sparc, 64 arm64, 128 riscv
   * @param blockSize bytes in a data block, which is also the default dictionary
   */
  record Xz(int dictionary, int filters, int blockSize) implements CompressorOptions {
    private static final List<String> FILTERS =
        List.of("x86", "powerpc", "ia64", "arm", "armthumb", "sparc", "arm64", "riscv");

    @Override
    public Compressor compressor() {
      return Compressor.XZ;
    }

    @Override
    public List<String> mksquashfsArguments() {
      List<String> arguments = new ArrayList<>(List.of("-comp", "xz"));
      if (filters != 0) {
        arguments.addAll(List.of("-Xbcj", names(filters, FILTERS)));
      }
      if (dictionary != blockSize) {
        arguments.addAll(List.of("-Xdict-size", Integer.toString(dictionary)));
      }
      return List.copyOf(arguments);
    }
  }

  /**
   * Bare LZ4 blocks.
   *
   * @param highCompression whether the slow encoder is used
   */
  record Lz4(boolean highCompression) implements CompressorOptions {
    @Override
    public Compressor compressor() {
      return Compressor.LZ4;
    }

    @Override
    public List<String> mksquashfsArguments() {
      return highCompression ? List.of("-comp", "lz4", "-Xhc") : List.of("-comp", "lz4");
    }
  }

  /**
   * One zstd frame a block.
   *
   * @param level 1 to 22
   */
  record Zstd(int level) implements CompressorOptions {
    @Override
    public Compressor compressor() {
      return Compressor.ZSTD;
    }

    @Override
    public List<String> mksquashfsArguments() {
      return level == 15
          ? List.of("-comp", "zstd")
          : List.of("-comp", "zstd", "-Xcompression-level", Integer.toString(level));
    }
  }

  /** What {@code mksquashfs} does when it is told nothing. */
  static CompressorOptions defaults(Compressor compressor, int blockSize) {
    return switch (compressor) {
      case GZIP -> new Gzip(9, 15, 0);
      case LZMA -> new Lzma();
      case LZO -> new Lzo(4, 8);
      case XZ -> new Xz(blockSize, 0, blockSize);
      case LZ4 -> new Lz4(false);
      case ZSTD -> new Zstd(15);
    };
  }

  /** Bytes of the stored form that this program knows; some vendors' tools write their own. */
  static int storedLength(Compressor compressor) {
    return switch (compressor) {
      case LZMA -> 0;
      case ZSTD -> 4;
      case GZIP, LZO, XZ, LZ4 -> 8;
    };
  }

  /**
   * Decodes the stored form. A longer form than is known is some vendor's own, and gives the
   * defaults: blocks decode without knowing the options.
   *
   * @param stored the payload of the options block
   */
  static CompressorOptions parse(Superblock superblock, byte[] stored, Refusal refusal) {
    ByteBuffer in = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    int known = storedLength(superblock.compressor());
    String name = superblock.compressor().mksquashfsName();
    if (stored.length < known) {
      throw refusal.bad(name + " options: expected " + known + " bytes but was " + stored.length);
    }
    if (stored.length > known) {
      return defaults(superblock.compressor(), superblock.blockSize());
    }
    return switch (superblock.compressor()) {
      case GZIP ->
          new Gzip(
              within(in.getInt(0), 1, 9, "gzip level", refusal),
              within(Short.toUnsignedInt(in.getShort(4)), 8, 15, "gzip window", refusal),
              within(Short.toUnsignedInt(in.getShort(6)), 0, 31, "gzip strategies", refusal));
      case LZMA -> new Lzma();
      case LZO ->
          new Lzo(
              within(in.getInt(0), 0, 4, "lzo algorithm", refusal),
              within(in.getInt(4), 0, 9, "lzo level", refusal));
      case XZ ->
          new Xz(
              within(in.getInt(0), 4096, 1 << 20, "xz dictionary", refusal),
              within(in.getInt(4), 0, 255, "xz filters", refusal),
              superblock.blockSize());
      case LZ4 -> {
        within(in.getInt(0), 1, 1, "lz4 version", refusal);
        yield new Lz4((in.getInt(4) & 1) != 0);
      }
      case ZSTD -> new Zstd(within(in.getInt(0), 1, 22, "zstd level", refusal));
    };
  }

  private static int within(int value, int least, int most, String name, Refusal refusal) {
    if (value < least || value > most) {
      throw refusal.bad("%s: expected %d to %d but was %d".formatted(name, least, most, value));
    }
    return value;
  }

  private static String names(int bits, List<String> names) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if ((bits & 1 << i) != 0) {
        chosen.add(names.get(i));
      }
    }
    return String.join(",", chosen);
  }
}
