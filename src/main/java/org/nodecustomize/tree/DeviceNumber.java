package org.nodecustomize.tree;

/** Device numbers as {@code st_rdev} has them, see makedev(3). */
public final class DeviceNumber {
  private DeviceNumber() {}

  /** The number of a device in the encoding of the C library. */
  public static long of(long major, long minor) {
    return (major & 0xfffff000L) << 32
        | (major & 0xfffL) << 8
        | (minor & 0xffffff00L) << 12
        | (minor & 0xffL);
  }

  public static long major(long device) {
    return ((device >>> 32) & 0xfffff000L) | ((device >>> 8) & 0xfffL);
  }

  public static long minor(long device) {
    return ((device >>> 12) & 0xffffff00L) | (device & 0xffL);
  }
}
