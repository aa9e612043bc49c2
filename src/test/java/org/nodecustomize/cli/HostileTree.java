package org.nodecustomize.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A root tree with everything that is legal and that careless tools lose, as a tar archive (names
 * are bytes, shown as ISO 8859-1) and as what a reader must find afterwards.
 */
final class HostileTree {
  private static final Instant ORDINARY = Instant.parse("2019-11-05T10:11:12Z");
  private static final int FILE = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final String CAPABILITY = "0100000200200000000000000000000000000000";

  private final TarArchiveOutputStream tar;
  private final Map<String, TreeReader.Entry> expected = new TreeMap<>();

  private HostileTree(OutputStream out) {
    tar = new TarArchiveOutputStream(out, StandardCharsets.ISO_8859_1.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /**
   * Writes the archive, the members of a directory right after it, as tar(1) does.
   *
   * @return what a reader must find; inode numbers are those of the first name, by order of names
   */
  static Map<String, TreeReader.Entry> write(OutputStream out) throws IOException {
    HostileTree tree = new HostileTree(out);
    tree.fill();
    tree.tar.finish();
    return tree.expected;
  }

  private void fill() throws IOException {
    for (int bits : new int[] {0, 0444, 0644, 0755, 0777, 01644, 02755, 04755, 06711, 07777}) {
      file("mode-%04o".formatted(bits), bits, 0, 0, ORDINARY, "x", Map.of());
      directory("directory-%04o".formatted(bits), bits, 0, 0);
    }
    file("owner-1000", 0640, 1000, 1000, ORDINARY, "x", Map.of());
    file("owner-54321", 0640, 54321, 12345, ORDINARY, "x", Map.of());
    file("owner-large", 0640, 2_000_000_000, 2_000_000_001, ORDINARY, "x", Map.of());
    times();
    names();
    file("empty", 0644, 0, 0, ORDINARY, "", Map.of());
    file("large", 0644, 0, 0, ORDINARY, "0123456789abcdef".repeat(1 << 17), Map.of());
    attributes();
    links();
    device("fifo", TarConstants.LF_FIFO, 0010644, 0, 0);
    device("null", TarConstants.LF_CHR, 0020666, 1, 3);
    device("disk", TarConstants.LF_BLK, 0060660, 259, 1_048_575);
  }

  private void times() throws IOException {
    for (String time :
        new String[] {
          "1970-01-01T00:00:00Z",
          "1969-12-31T23:59:59.5Z",
          "1910-01-01T00:00:00Z",
          "2019-01-01T00:00:00.1234567Z",
          "2038-01-19T03:14:08Z",
          "2100-06-01T12:00:00.0000001Z",
          "2400-01-01T00:00:00Z"
        }) {
      file("time-" + time.replace(':', '.'), 0644, 0, 0, Instant.parse(time), "x", Map.of());
    }
  }

  private void names() throws IOException {
    String deep = "d".repeat(60) + "/" + "e".repeat(60);
    directory("d".repeat(60), 0755, 0, 0);
    directory(deep, 0755, 0, 0);
    for (String name :
        new String[] {
          deep + "/" + "f".repeat(100),
          "n".repeat(255),
          bytes("grüße-日本語"),
          "not-utf-8-\u00ff\u00fe\u0080",
          "new\nline",
          "tab\tand space ",
          "-rf",
          "quote'\"`$(id)\\",
          "*?[x]",
          ".hidden",
          "..."
        }) {
      file(name, 0644, 0, 0, ORDINARY, "x", Map.of());
    }
  }

  private void attributes() throws IOException {
    file("capability", 0755, 0, 0, ORDINARY, "x", Map.of("security.capability", CAPABILITY));
    file(
        "labelled",
        0644,
        0,
        0,
        ORDINARY,
        "x",
        Map.of("security.selinux", hex("system_u:object_r:bin_t:s0\0")));
    file(
        "attributes",
        0600,
        1000,
        1000,
        ORDINARY,
        "x",
        Map.of("user.comment", hex("a=b\nc"), "user.long", hex("v".repeat(900))));
    file("trusted", 0600, 0, 0, ORDINARY, "x", Map.of("trusted.overlay.opaque", hex("y")));
  }

  private void links() throws IOException {
    hardLink("z-linked", "attributes");
    directory("owned", 0750, 54321, 1000);
    file("owned/setuid", 04750, 54321, 1000, ORDINARY, "x", Map.of());
    hardLink("owned/z-linked", "attributes");
    symbolicLink("z-absolute", "/etc/os-release");
    symbolicLink("z-dangling", "../../no/such/thing");
    symbolicLink("z-long", "t".repeat(1000));
    symbolicLink("z-bytes", "\u00ff\u00fe");
    // Programs that unpack must not follow a link that they made.
    symbolicLink("z-outside", "/sysroot");
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void file(
      String name,
      int bits,
      int uid,
      int gid,
      Instant time,
      String content,
      Map<String, String> attributes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
    entry.setMode(FILE | bits);
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    entry.setSize(bytes.length);
    attributes.forEach(
        (key, value) ->
            entry.addPaxHeader(
                "SCHILY.xattr." + key,
                new String(HexFormat.of().parseHex(value), StandardCharsets.ISO_8859_1)));
    put(entry, uid, gid, time);
    tar.write(bytes);
    tar.closeArchiveEntry();
    expect(name, FILE | bits, uid, gid, bytes.length, time, "0:0", "", attributes);
  }

  private void directory(String name, int bits, int uid, int gid) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name + "/", TarConstants.LF_DIR);
    entry.setMode(DIRECTORY | bits);
    put(entry, uid, gid, ORDINARY);
    tar.closeArchiveEntry();
    expect(name, DIRECTORY | bits, uid, gid, 4096, ORDINARY, "0:0", "", Map.of());
  }

  private void device(String name, byte type, int mode, int major, int minor) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setMode(mode);
    entry.setDevMajor(major);
    entry.setDevMinor(minor);
    put(entry, 0, 0, ORDINARY);
    tar.closeArchiveEntry();
    expect(name, mode, 0, 0, 0, ORDINARY, "%x:%x".formatted(major, minor), "", Map.of());
  }

  private void symbolicLink(String name, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    entry.setMode(0120777);
    put(entry, 1000, 1000, ORDINARY);
    tar.closeArchiveEntry();
    expect(name, 0120777, 1000, 1000, target.length(), ORDINARY, "0:0", target, Map.of());
  }

  private void hardLink(String name, String existing) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_LINK);
    entry.setLinkName(existing);
    TreeReader.Entry first = Objects.requireNonNull(expected.get("./" + existing));
    put(entry, (int) first.uid(), (int) first.gid(), ORDINARY);
    tar.closeArchiveEntry();
    expected.put("./" + name, first);
  }

  private void put(TarArchiveEntry entry, int uid, int gid, Instant time) throws IOException {
    entry.setIds(uid, gid);
    entry.setLastModifiedTime(FileTime.from(time));
    tar.putArchiveEntry(entry);
  }

  private void expect(
      String name,
      int mode,
      int uid,
      int gid,
      long size,
      Instant time,
      String device,
      String target,
      Map<String, String> attributes) {
    expected.put(
        "./" + name,
        new TreeReader.Entry(
            Integer.toHexString(mode),
            uid,
            gid,
            size,
            seconds(time),
            "",
            expected.size(),
            0,
            device,
            target,
            new LinkedHashMap<>(new TreeMap<>(attributes))));
  }

  /** As stat(1) prints a time before 1970: the seconds are rounded down, the fraction is positive. */
  private static String seconds(Instant time) {
    java.math.BigDecimal exact =
        java.math.BigDecimal.valueOf(time.getEpochSecond())
            .add(java.math.BigDecimal.valueOf(time.getNano(), 9));
    return exact.setScale(9, java.math.RoundingMode.UNNECESSARY).toPlainString();
  }
}
