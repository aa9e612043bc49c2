package org.nodecustomize.rpm;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What identifies a package.
 *
 * @param epoch 0 where there is none
 * @param arch {@code src} for source packages
 */
public record Nevra(String name, int epoch, String version, String release, String arch) {

  /** Reads the identity out of a main header. */
  static Nevra of(RpmHeader header, RpmFile.Kind kind) throws BadHeaderException {
    return of(header, kind == RpmFile.Kind.SOURCE ? "src" : part(header, RpmTag.ARCH));
  }

  /**
   * Reads the identity out of a header of the database of installed packages; imported keys have no
   * architecture there.
   */
  static Nevra installed(RpmHeader header, String withoutArch) throws BadHeaderException {
    return of(header, header.has(RpmTag.ARCH) ? part(header, RpmTag.ARCH) : withoutArch);
  }

  private static Nevra of(RpmHeader header, String arch) throws BadHeaderException {
    long epoch = header.number(RpmTag.EPOCH).orElse(0L);
    if (epoch < 0 || epoch > Integer.MAX_VALUE) {
      throw new BadHeaderException(
          "bad header: expected an EPOCH of at most 2,147,483,647 but was "
              + Long.toUnsignedString(epoch));
    }
    return new Nevra(
        part(header, RpmTag.NAME),
        (int) epoch,
        part(header, RpmTag.VERSION),
        part(header, RpmTag.RELEASE),
        arch);
  }

  /** The identity as the metadata of repositories have it; empty where a part is none. */
  public static Optional<Nevra> listed(
      String name, String epoch, String version, String release, String arch) {
    boolean clean =
        Stream.of(name, version, release, arch)
            .allMatch(part -> part.matches("[A-Za-z0-9_][A-Za-z0-9._+:~^-]{0,255}"));
    return clean && (epoch.isEmpty() || epoch.matches("[0-9]{1,9}"))
        ? Optional.of(
            new Nevra(name, epoch.isEmpty() ? 0 : Integer.parseInt(epoch), version, release, arch))
        : Optional.empty();
  }

  /** The text is shown to users and becomes part of file names, so it is checked here once. */
  private static String part(RpmHeader header, RpmTag tag) throws BadHeaderException {
    Optional<String> text = header.text(tag).filter(t -> !t.isEmpty());
    if (text.isEmpty()) {
      throw new BadHeaderException("bad header: it has no " + tag);
    }
    boolean clean =
        text.get()
            .chars()
            .allMatch(c -> c > ' ' && c != '/' && c != 0x7f && !Character.isISOControl(c));
    boolean hidden =
        tag == RpmTag.NAME && (text.get().startsWith("-") || text.get().startsWith("."));
    if (!clean || hidden) {
      throw new BadHeaderException(
          "bad header: "
              + tag
              + " has characters that no package name has: \""
              + escaped(text.get())
              + "\"");
    }
    return text.get();
  }

  private static String escaped(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(80)
        .forEach(
            c -> {
              if (c >= ' ' && c < 0x7f) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              }
            });
    return shown.toString();
  }

  /** Epoch, version and release, for comparing. */
  public Evr evr() {
    return new Evr(epoch, version, release);
  }

  /** {@code name-[epoch:]version-release.arch}, the epoch only where it is not zero. */
  @Override
  public String toString() {
    return name + "-" + evr() + "." + arch;
  }
}
