package org.nodecustomize.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;

/** Edits in the CentOS 7 sample, read back by debugfs when the appliance is gone. */
class EditStreamIT {
  private static final Instant NOW = Instant.parse("2025-06-07T08:09:10.123456789Z");
  private static final Placement FILE = Placement.ofRoot(0644);

  /** {@code cap_net_bind_service+ep} as {@code linux/capability.h} has it. */
  private static final Bytes CAPABILITY =
      Bytes.of(HexFormat.of().parseHex("0100000200040000000000000000000000000000"));

  private static final Bytes ACL =
      Bytes.of(
          HexFormat.of()
              .parseHex(
                  "02000000"
                      + "01000600ffffffff"
                      + "020004002a000000"
                      + "04000400ffffffff"
                      + "10000400ffffffff"
                      + "20000000ffffffff"));

  @TempDir private static Path directory;

  private static SampleDisk disk;

  @BeforeAll
  static void editEverything() throws IOException {
    disk = SampleDisk.unpack("centos7.squashfs", directory);
    disk.mounted(
        image -> {
          EditStream stream = new EditStream(image, directory);
          EditedTree first = new EditedTree(new MemoryTree(), NOW.minusSeconds(1000));
          make(first);
          stream.apply(first.edits());
          EditedTree second = new EditedTree(first, NOW);
          change(second);
          stream.apply(second.edits());
          removeMany(stream, first);
          time(stream);
        });
  }

  private static void make(EditedTree tree) {
    tree.putFile("/opt/first/plain", text("plain"), FILE);
    tree.putFile("/opt/first/replaced", text("old"), new Placement(04755, 5, 6, Map.of()));
    tree.putFile("/opt/first/moded", text("kept content"), FILE);
    tree.putFile("/opt/first/owned", text("owned"), new Placement(06755, 1, 1, withCapability()));
    tree.putFile("/opt/first/gone/deep/file", text("gone"), FILE);
    tree.putFile("/opt/first/was-file", text("file"), FILE);
    tree.putLink("/opt/first/was-link", "/etc", FILE);
    tree.putDirectory(
        "/opt/first/inheriting",
        new Placement(0755, 0, 0, Map.of("system.posix_acl_default", ACL)));
    tree.putDirectory(
        "/opt/first/attributed",
        new Placement(0750, 0, 0, Map.of("user.note", Bytes.of(new byte[] {1}))));
  }

  private static void change(EditedTree tree) {
    tree.putFile("/opt/first/replaced", text("new"), new Placement(02711, 7, 8, Map.of()));
    tree.setPlacement(
        "/opt/first/moded", new Placement(04711, 70000, 3_000_000_000L, withCapability()));
    tree.setPlacement(
        "/opt/first/owned",
        new Placement(06755, 2, 2, Map.of("user.a", Bytes.of("b".getBytes(UTF_8)))));
    tree.remove("/opt/first/gone");
    tree.remove("/opt/first/was-file");
    tree.putFile("/opt/first/was-file/now-directory", text("x"), FILE);
    tree.putFile("/opt/first/was-link", text("now a file"), FILE);
    tree.putDirectory("/opt/first/attributed", Placement.ofRoot(01777));
    tree.putFile("/opt/first/inheriting/heir", text("x"), FILE);
    tree.putFile("/opt/second/capable", text("#!"), new Placement(0755, 0, 0, withCapability()));
    tree.putFile(
        "/opt/second/labelled",
        text("x"),
        new Placement(
            0600, 0, 0, Map.of("security.selinux", Bytes.of("u:r:t_t:s0\0".getBytes(UTF_8)))));
    tree.putFile(
        "/opt/second/listed",
        text("x"),
        new Placement(0640, 0, 0, Map.of("system.posix_acl_access", ACL)));
    tree.putFile(
        "/opt/second/binary",
        text("x"),
        new Placement(
            0644, 0, 0, Map.of("user.binary", Bytes.of(new byte[] {0, 10, -1, '=', 61, 0}))));
    tree.putFile("/opt/second/l\udce9on", text("latin"), FILE);
    tree.putFile("/opt/second/žluťoučký", text("utf-8"), FILE);
    tree.putFile("/opt/second/" + "\udcff".repeat(200), text("long"), FILE);
    tree.putFile("/opt/second/" + "d".repeat(150) + "/" + "f".repeat(200), text("deep"), FILE);
    tree.putLink(
        "/opt/second/link", "../" + "\udcfe".repeat(120), new Placement(0, 9, 9, Map.of()));
    tree.putLink("/opt/second/absolute", "/etc/../etc/passwd", FILE);
    tree.putFile("/opt/second/empty", text(""), new Placement(0, 0, 0, Map.of()));
    tree.putFile("/opt/second/old", text("x"), FILE);
  }

  private static void removeMany(EditStream stream, EditedTree base) {
    EditedTree tree = new EditedTree(base, NOW);
    for (int i = 0; i < 40; i++) {
      tree.putFile("/opt/many/\udcff new\nline " + i, text("x"), FILE);
    }
    stream.apply(tree.edits());
    EditedTree again = new EditedTree(tree, NOW);
    for (int i = 0; i < 39; i++) {
      again.remove("/opt/many/\udcff new\nline " + i);
    }
    stream.apply(again.edits());
  }

  private static void time(EditStream stream) {
    EditedTree base = new EditedTree(new MemoryTree(), NOW);
    for (int i = 0; i < 500; i++) {
      base.putFile("/opt/base/directory" + i % 20 + "/file" + i, text("x"), FILE);
    }
    stream.apply(base.edits());
    EditedTree few = new EditedTree(base, NOW);
    EditedTree many = new EditedTree(base, NOW);
    EditedTree modes = new EditedTree(base, NOW);
    EditedTree removals = new EditedTree(base, NOW);
    for (int i = 0; i < 500; i++) {
      String path = "/opt/timed/directory" + i % 20 + "/file" + i;
      (i < 5 ? few : many).putFile(path, text("content " + i), FILE);
      String there = "/opt/base/directory" + i % 20 + "/file" + i;
      modes.setPlacement(there, new Placement(0600, 1, 1, Map.of()));
      removals.remove(there);
    }
    long five = measure(stream, few.edits());
    long hundreds = measure(stream, many.edits());
    System.out.printf(
        "5 files %d ms, 500 files %d ms, 500 modes %d ms, 500 removals %d ms%n",
        five, hundreds, measure(stream, modes.edits()), measure(stream, removals.edits()));
    assertTrue(hundreds - five < 3000, () -> "500 files took " + hundreds + " ms");
  }

  private static long measure(EditStream stream, TreeEdits edits) {
    long start = System.nanoTime();
    stream.apply(edits);
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static Map<String, Bytes> withCapability() {
    return Map.of("security.capability", CAPABILITY);
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(UTF_8));
  }

  private static void assertPlaced(String path, String mode, long uid, long gid) {
    String stat = disk.debugfs("stat " + path);
    assertTrue(stat.contains("Mode: " + mode + " "), stat);
    // debugfs prints numbers above 2^31 as negative ones.
    assertTrue(stat.contains("User: " + (int) uid + " Group: " + (int) gid + " "), stat);
  }

  /** The time in hexadecimal, as the inode has it: seconds, and nanoseconds above two bits. */
  private static void assertTime(String path, Instant time) {
    String expected =
        "mtime: 0x%08x:%08x".formatted(time.getEpochSecond(), (long) time.getNano() << 2);
    String stat = disk.debugfs("stat " + path);
    assertTrue(stat.contains(expected), () -> expected + " in " + stat);
  }

  private static void assertAttribute(String path, String name, String hex) throws IOException {
    Path value = directory.resolve("value");
    Files.deleteIfExists(value);
    disk.debugfs("ea_get -f " + value + " " + path + " " + name);
    assertEquals(hex, HexFormat.of().formatHex(Files.readAllBytes(value)));
  }

  private static Map<String, Bytes> attributes(String path) {
    return disk.tree().node(path).orElseThrow().attributes();
  }

  @Test
  void aReplacedFileHasNewContentAndPlacement() {
    assertEquals("new", disk.debugfs("cat /opt/first/replaced"));
    assertPlaced("/opt/first/replaced", "02711", 7, 8);
    assertTime("/opt/first/replaced", NOW);
    assertTime("/opt/first", NOW);
    assertEquals("plain", disk.debugfs("cat /opt/first/plain"));
    assertTime("/opt/first/plain", NOW.minusSeconds(1000));
  }

  @Test
  void aPlacementKeepsTheContent() throws IOException {
    assertEquals("kept content", disk.debugfs("cat /opt/first/moded"));
    assertPlaced("/opt/first/moded", "04711", 70000, 3_000_000_000L);
    assertAttribute("/opt/first/moded", "security.capability", CAPABILITY.toString());
    assertTime("/opt/first/moded", NOW);
    assertPlaced("/opt/first/owned", "06755", 2, 2);
    assertEquals(
        "Extended attributes: user.a (1) = \"b\"", disk.debugfs("ea_list /opt/first/owned"));
  }

  @Test
  void removedAndRetypedThingsAreSo() {
    assertEquals("", disk.debugfs("stat /opt/first/gone"));
    assertEquals("x", disk.debugfs("cat /opt/first/was-file/now-directory"));
    assertEquals("now a file", disk.debugfs("cat /opt/first/was-link"));
    assertPlaced("/opt/first/attributed", "01777", 0, 0);
    assertEquals("", disk.debugfs("ea_list /opt/first/attributed"));
    assertEquals(1, disk.debugfs("ls -p /opt/many").split("line", -1).length - 1);
  }

  @Test
  void attributesAreThereByteByByte() throws IOException {
    assertAttribute("/opt/second/capable", "security.capability", CAPABILITY.toString());
    assertEquals(
        "Extended attributes: security.capability (20) = 01 00 00 02 00 04 00 00 00 00 00"
            + " 00 00 00 00 00 00 00 00 00",
        disk.debugfs("ea_list /opt/second/capable"));
    assertAttribute("/opt/second/binary", "user.binary", "000aff3d3d00");
    assertAttribute(
        "/opt/second/labelled",
        "security.selinux",
        HexFormat.of().formatHex("u:r:t_t:s0\0".getBytes(UTF_8)));
    assertTrue(disk.debugfs("ea_list /opt/second/listed").contains("system.posix_acl_access"));
    assertPlaced("/opt/second/listed", "0640", 0, 0);
    assertEquals(ACL, attributes("/opt/second/listed").get("system.posix_acl_access"));
    assertEquals(Map.of("system.posix_acl_default", ACL), attributes("/opt/first/inheriting"));
    assertEquals(Map.of(), attributes("/opt/first/inheriting/heir"));
  }

  @Test
  void namesAreThereByteByByte() {
    String listing =
        SampleDisk.run(
            "python3",
            "-c",
            "import os,sys,subprocess as s;sys.stdout.write(repr(sorted("
                + "s.run(['debugfs','-R','ls -p /opt/second',sys.argv[1]],stdout=s.PIPE).stdout"
                + ".split(b'\\n'))))",
            disk.raw().toString());
    for (String name : List.of("l\\xe9on", "\\xff".repeat(200), "\\xc5\\xbelu\\xc5\\xa5ou")) {
      assertTrue(listing.contains("/" + name), () -> name + " in " + listing);
    }
    assertEquals(
        "deep", disk.debugfs("cat /opt/second/" + "d".repeat(150) + "/" + "f".repeat(200)));
  }

  @Test
  void linksHaveTheirTextOwnerAndTime() {
    assertTrue(disk.debugfs("stat /opt/second/absolute").contains("\"/etc/../etc/passwd\""));
    assertPlaced("/opt/second/link", "0777", 9, 9);
    assertTime("/opt/second/link", NOW);
    assertPlaced("/opt/second/empty", "0000", 0, 0);
    assertPlaced("/opt/second", "0755", 0, 0);
    assertTime("/opt/second", NOW);
  }

  @Test
  void whatTheImageHadIsUntouched() {
    assertTrue(disk.debugfs("cat /etc/passwd").startsWith("root:x:0:0:root:/root:/bin/bash"));
    assertPlaced("/etc/shadow", "0000", 0, 0);
  }
}
