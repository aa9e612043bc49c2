package org.nodecustomize.report;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class ByteSizes {
  private ByteSizes() {}

  /** In binary units, as {@code ls -h} has them: 512 B, 1.5 KiB, 703 MiB. */
  public static String text(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    // From 1023.5 on it would be rounded to 1024.
    while (value >= (unit == 0 ? 1024 : 1023.5) && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    String form = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, form, value, units[unit]);
  }
}
