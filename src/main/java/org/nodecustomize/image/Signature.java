package org.nodecustomize.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the first bytes of a file say that it is. Each value is as the format's own documentation or
 * file(1)'s database has it; the order matters where one file can carry two.
 */
enum Signature {
  SQUASHFS("a squashfs", Optional.empty()),
  EXT("ext4", Optional.empty()),
  XFS("xfs", Optional.empty()),
  EROFS("erofs", Optional.empty()),
  BTRFS("btrfs", Optional.empty()),
  ISO9660("ISO 9660", Optional.of("take the liveimg out of it: bsdtar -xf FILE '*.squashfs.img'")),
  QCOW2(
      "qcow2",
      Optional.of("convert it: qemu-img convert -O raw IN OUT, then give the file system")),
  RPM_PACKAGE(
      "RPM package",
      Optional.of("take the liveimg out of it: rpm2cpio FILE | cpio -id '*.squashfs.img'")),
  PARTITIONED("a disk with partitions", Optional.of("give the root file system alone")),
  GZIP("gzip-compressed data", Optional.of("decompress it first: gunzip FILE")),
  XZ("xz-compressed data", Optional.of("decompress it first: unxz FILE")),
  ZSTD("zstd-compressed data", Optional.of("decompress it first: unzstd FILE")),
  TAR("a tar archive", Optional.of("make an image of it: node-customize create FILE -o IMAGE"));

  private final String title;
  private final Optional<String> hint;

  Signature(String title, Optional<String> hint) {
    this.title = title;
    this.hint = hint;
  }

  String title() {
    return title;
  }

  Optional<String> hint() {
    return hint;
  }

  static Optional<Signature> of(byte[] head) {
    return Arrays.stream(values()).filter(signature -> signature.matches(head)).findFirst();
  }

  private boolean matches(byte[] head) {
    return switch (this) {
      // Little-endian, big-endian, and the two that early LZMA patches used.
      case SQUASHFS ->
          text(head, 0, "hsqs")
              || text(head, 0, "sqsh")
              || text(head, 0, "shsq")
              || text(head, 0, "qshs");
      case EXT -> bytes(head, 0x438, 0x53, 0xEF);
      case XFS -> text(head, 0, "XFSB");
      case EROFS -> bytes(head, 1024, 0xE2, 0xE1, 0xF5, 0xE0);
      case BTRFS -> text(head, 0x10040, "_BHRfS_M");
      case ISO9660 -> text(head, 0x8001, "CD001");
      case QCOW2 -> bytes(head, 0, 'Q', 'F', 'I', 0xFB);
      case RPM_PACKAGE -> bytes(head, 0, 0xED, 0xAB, 0xEE, 0xDB);
      case PARTITIONED -> text(head, 512, "EFI PART") || bytes(head, 510, 0x55, 0xAA);
      case GZIP -> bytes(head, 0, 0x1F, 0x8B);
      case XZ -> bytes(head, 0, 0xFD, '7', 'z', 'X', 'Z', 0);
      case ZSTD -> bytes(head, 0, 0x28, 0xB5, 0x2F, 0xFD);
      case TAR -> text(head, 257, "ustar");
    };
  }

  private static boolean text(byte[] head, int offset, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= offset + wanted.length
        && Arrays.equals(head, offset, offset + wanted.length, wanted, 0, wanted.length);
  }

  private static boolean bytes(byte[] head, int offset, int... wanted) {
    if (head.length < offset + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((head[offset + i] & 0xFF) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
