package org.nodecustomize.squashfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells squashfs 4.0 from its ancestors and variants. Versions 1 to 3 exist in both byte orders;
 * the version numbers are at byte 28 in all of them.
 */
final class SquashfsVersion {
  /** {@code hsqs}: little-endian, and the only magic of 4.0. */
  private static final int LITTLE = 0x73717368;

  /** {@code sqsh}: big-endian, 1 to 3. */
  private static final int BIG = 0x68737173;

  /** {@code shsq}: lzma variants of 2 and 3 that some vendors shipped. */
  private static final int LZMA_LITTLE = 0x71736873;

  /** {@code qshs}: the same, in the other byte order. */
  private static final int LZMA_BIG = 0x73687371;

  private SquashfsVersion() {}

  /**
   * Returns normally only for 4.0.
   *
   * @param head the first bytes of the file, little-endian
   */
  static void check(ByteBuffer head, Refusal refusal) {
    int magic = head.remaining() < 4 ? 0 : head.getInt(0);
    boolean little = magic == LITTLE || magic == LZMA_LITTLE;
    boolean big = magic == BIG || magic == LZMA_BIG;
    if (!little && !big) {
      byte[] bytes = new byte[head.remaining()];
      head.get(0, bytes);
      throw refusal.notSquashfs(ForeignFormat.name(bytes));
    }
    if (head.remaining() < 32) {
      throw refusal.bad(
          "truncated: the superblock needs "
              + Superblock.SIZE
              + " bytes but the file has "
              + head.remaining());
    }
    ByteBuffer ordered =
        head.duplicate().order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int major = Short.toUnsignedInt(ordered.getShort(28));
    int minor = Short.toUnsignedInt(ordered.getShort(30));
    boolean lzmaVariant = magic == LZMA_LITTLE || magic == LZMA_BIG;
    if (lzmaVariant || big || major != 4 || minor != 0) {
      throw refusal.unsupported(
          "squashfs "
              + major
              + "."
              + minor
              + (big && major == 4 ? ", big-endian" : "")
              + (lzmaVariant ? ", vendor's lzma variant" : "")
              + " (only 4.0 is supported)");
    }
  }
}
