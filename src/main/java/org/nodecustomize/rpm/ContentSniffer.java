package org.nodecustomize.rpm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Says what a file that is not an RPM looks like, from its first bytes. */
final class ContentSniffer {
  private static final HexFormat HEX = HexFormat.of();

  private ContentSniffer() {}

  private enum Signature {
    SQUASHFS("68737173", "a squashfs image"),
    GZIP("1f8b", "gzip data"),
    XZ("fd377a585a00", "xz data"),
    ZSTD("28b52ffd", "zstd data"),
    BZIP2("425a68", "bzip2 data"),
    ELF("7f454c46", "an ELF program or library"),
    ZIP("504b0304", "a zip archive"),
    AR("213c617263683e0a", "an ar archive (a Debian package?)"),
    CPIO("303730373031", "a cpio archive"),
    HEADER("8eade801", "an RPM header without a lead");

    final String magic;
    final String title;

    Signature(String magic, String title) {
      this.magic = magic;
      this.title = title;
    }
  }

  /**
   * What the content looks like, with an article; empty where it looks like nothing known.
   *
   * @param start the first bytes of the file, some hundred of them
   * @param isoMark the five bytes at 32,769, where ISO 9660 has {@code CD001}; fewer where the file
   *     is shorter
   */
  static Optional<String> looksLike(byte[] start, byte[] isoMark) {
    for (Signature signature : Signature.values()) {
      if (startsWith(start, HEX.parseHex(signature.magic))) {
        return Optional.of(signature.title);
      }
    }
    if (Arrays.equals(isoMark, "CD001".getBytes(StandardCharsets.US_ASCII))) {
      return Optional.of("an ISO 9660 image");
    }
    return isText(start) ? Optional.of(textKind(start)) : Optional.empty();
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      boolean blank = b == '\t' || b == '\n' || b == '\r';
      boolean control = (b >= 0 && b < ' ') || b == 0x7f;
      if (control && !blank) {
        return false;
      }
    }
    return true;
  }

  private static String textKind(byte[] bytes) {
    String text =
        new String(bytes, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return "an HTML page";
    }
    return text.startsWith("version https://git-lfs") ? "a Git LFS pointer" : "text";
  }
}
