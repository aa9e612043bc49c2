package org.nodecustomize.op.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.tree.FileTree;

/**
 * The locales that an image has: directories of /usr/lib/locale, and the names in its
 * locale-archive, whose format is that of glibc's locale/locarchive.h: a header of 14 32-bit numbers
 * in the machine's order, of which the sixth and seventh tell place and length of the names.
 */
final class Locales {
  private static final String DIRECTORY = "/usr/lib/locale";
  private static final int MAGIC = 0xde020109;
  private static final int HEADER = 56;

  /** All locales of glibc take 20 KB of names. */
  private static final int LONGEST = 1 << 20;

  private Locales() {}

  static Set<String> of(FileTree tree) {
    Set<String> locales = new TreeSet<>(Set.of("C", "POSIX"));
    for (String name : tree.list(DIRECTORY)) {
      if (tree.exists(DIRECTORY + "/" + name + "/LC_CTYPE")) {
        locales.add(normal(name));
      }
    }
    try {
      Optional<InputStream> archive = tree.open(DIRECTORY + "/locale-archive");
      if (archive.isPresent()) {
        try (InputStream in = archive.get()) {
          read(in, locales);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return locales;
  }

  /** An archive of another format tells nothing. */
  private static void read(InputStream in, Set<String> locales) throws IOException {
    byte[] start = in.readNBytes(HEADER);
    if (start.length < HEADER) {
      return;
    }
    ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != MAGIC) {
      header.order(ByteOrder.BIG_ENDIAN);
    }
    long place = Integer.toUnsignedLong(header.getInt(20));
    long length = Integer.toUnsignedLong(header.getInt(24));
    if (header.getInt(0) != MAGIC || place < HEADER || length > LONGEST) {
      return;
    }
    if (in.skip(place - HEADER) != place - HEADER) {
      return;
    }
    String names = new String(in.readNBytes((int) length), StandardCharsets.ISO_8859_1);
    for (String name : names.split("\0", -1)) {
      if (!name.isEmpty()) {
        locales.add(normal(name));
      }
    }
  }

  /** The C library compares the code set by its letters and digits only. */
  static String normal(String locale) {
    int dot = locale.indexOf('.');
    if (dot < 0) {
      return locale;
    }
    int at = locale.indexOf('@', dot);
    String set = at < 0 ? locale.substring(dot + 1) : locale.substring(dot + 1, at);
    String modifier = at < 0 ? "" : locale.substring(at);
    return locale.substring(0, dot + 1)
        + set.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT)
        + modifier;
  }
}
