package org.nodecustomize.squashfs;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Says what a file is when it is no squashfs, from its first bytes. */
final class ForeignFormat {
  /** Enough for the ISO 9660 descriptor at 32 KiB. */
  static final int LENGTH = 32774;

  private ForeignFormat() {}

  /**
   * @param head up to {@link #LENGTH} bytes from the front of the file
   */
  static String name(byte[] head) {
    if (has(head, 0x8001, "CD001")) {
      return "it is an ISO 9660 image";
    }
    if (has(head, 1080, "S\u00ef")) {
      return "it is an ext2, ext3 or ext4 file system";
    }
    if (has(head, 1024, "\u00e2\u00e1\u00f5\u00e0")) {
      return "it is an erofs file system";
    }
    if (has(head, 0, "XFSB")) {
      return "it is an XFS file system";
    }
    if (has(head, 0, "\u00ed\u00ab\u00ee\u00db")) {
      return "it is an RPM package";
    }
    if (has(head, 0, "QFI\u00fb")) {
      return "it is a qcow2 disk image";
    }
    if (has(head, 0, "\u001f\u008b")) {
      return "it is gzip data";
    }
    if (has(head, 0, "\u00fd7zXZ")) {
      return "it is xz data";
    }
    if (has(head, 0, "(\u00b5/\u00fd")) {
      return "it is zstd data";
    }
    if (has(head, 0, "BZh")) {
      return "it is bzip2 data";
    }
    if (has(head, 0, "PK\u0003\u0004")) {
      return "it is a zip archive";
    }
    if (has(head, 257, "ustar")) {
      return "it is a tar archive";
    }
    if (has(head, 0, "070701") || has(head, 0, "070702")) {
      return "it is a cpio archive";
    }
    if (has(head, 0, "\u007fELF")) {
      return "it is an ELF program";
    }
    if (has(head, 510, "U\u00aa")) {
      return "it is a disk with a boot sector";
    }
    if (isText(head)) {
      return "it is text";
    }
    int shown = Math.min(4, head.length);
    return "expected magic 'hsqs' but was 0x" + HexFormat.of().formatHex(head, 0, shown);
  }

  private static boolean has(byte[] head, int offset, String latin1) {
    byte[] magic = latin1.getBytes(StandardCharsets.ISO_8859_1);
    if (head.length < offset + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (head[offset + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(byte[] head) {
    for (int i = 0; i < Math.min(512, head.length); i++) {
      int b = head[i] & 0xff;
      if (b == 0x7f || (b < 0x20 && b != '\n' && b != '\r' && b != '\t')) {
        return false;
      }
    }
    return true;
  }
}
