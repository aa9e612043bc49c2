package org.nodecustomize.guestfs;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

/** The loaded libraries, and how memory that they hand over becomes Java values. */
record Natives(LibGuestfs guestfs, LibC c) {
  /** The soname, given whole: user machines lack the development link {@code libguestfs.so}. */
  private static final String SONAME = "libguestfs.so.0";

  /** Without this option a POSIX locale would mangle paths. */
  private static final Map<String, Object> OPTIONS =
      Map.of(Library.OPTION_STRING_ENCODING, "UTF-8");

  /**
   * Loads libguestfs.
   *
   * @throws HostException if it is not installed or cannot be loaded
   */
  static Natives load() {
    return load(SONAME);
  }

  static Natives load(String soname) {
    try {
      return new Natives(
          Native.load(soname, LibGuestfs.class, OPTIONS), Native.load("c", LibC.class, OPTIONS));
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
      if (reason.contains(soname)) {
        throw new HostException(
            Problem.of("libguestfs is not installed: cannot load '" + soname + "'")
                .withDetail(List.of(reason))
                .withHint(
                    "install it: 'apt install libguestfs0 qemu-system supermin' on Debian and"
                        + " Ubuntu, 'dnf install libguestfs' on Fedora and Enterprise Linux"),
            e);
      }
      throw new HostException(
          Problem.of("cannot call native libraries from this Java: " + reason)
              .withHint(
                  "if the temporary directory is mounted noexec, set JAVA_TOOL_OPTIONS="
                      + "-Djna.tmpdir=DIRECTORY to one that is not"),
          e);
    }
  }

  /** A {@code char *} that is ours to free. */
  String takeString(Pointer text) {
    try {
      return text.getString(0, "UTF-8");
    } finally {
      c.free(text);
    }
  }

  /** A buffer of {@code size} bytes that is ours to free. */
  byte[] takeBytes(Pointer buffer, long size) {
    try {
      return buffer.getByteArray(0, Math.toIntExact(size));
    } finally {
      c.free(buffer);
    }
  }

  /** A NULL-terminated {@code char **} whose strings and array are ours to free. */
  List<String> takeStrings(Pointer array) {
    List<String> strings = new ArrayList<>();
    long offset = 0;
    for (Pointer text = array.getPointer(0); text != null; text = array.getPointer(offset)) {
      strings.add(takeString(text));
      offset += Native.POINTER_SIZE;
    }
    c.free(array);
    return strings;
  }
}
