package org.nodecustomize.cli;

import java.nio.file.Path;

/** Texts without what differs from one machine or run to the next. */
final class Normalised {
  private Normalised() {}

  /** A plan: the kernel of the sample, and so the free space, is that of the machine. */
  static String plan(String text) {
    return plain(text).replaceAll("(?m), [0-9.]+ [KMG]iB free in the image$", ", N free in the image");
  }

  /** A difference: what goes into an initramfs and an rpm database depends on times. */
  static String difference(String text) {
    return plain(text)
        .replaceAll("(?m)^(---|\\+\\+\\+) \\S*/", "$1 ")
        .replaceAll("(/boot/initramfs-.*: content) .*", "$1 (...)")
        .replaceAll("\\b[0-9a-f]{64}\\b", "SHA256");
  }

  private static String plain(String text) {
    return text.replace(Path.of("").toAbsolutePath() + "/", "");
  }
}
