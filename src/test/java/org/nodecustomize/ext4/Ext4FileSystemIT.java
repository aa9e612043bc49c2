package org.nodecustomize.ext4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.squashfs.SquashfsTools;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Manifest;

/** What mke2fs writes, read by us and by debugfs. */
class Ext4FileSystemIT {
  private static final long SIZE = 160L << 20;

  @TempDir Path directory = Path.of("");

  private Path tree() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    for (int length : new int[] {0, 1, 59, 60, 61, 150, 1024, 70_000, 3_000_001}) {
      Files.write(tree.resolve("file-" + length), SquashfsTools.content(length, length));
    }
    SquashfsTools.writeSparse(
        tree.resolve("sparse"), SquashfsTools.content(1_000_000, 7), 90L << 20);
    pieces(tree.resolve("pieces"));
    Path many = Files.createDirectories(tree.resolve("many"));
    for (int i = 0; i < 1500; i++) {
      Files.createFile(many.resolve("a-name-that-is-as-long-as-names-of-files-are-at-times-" + i));
    }
    Files.createDirectories(tree.resolve("a/b/c/d/e/f"));
    Files.writeString(tree.resolve("a/b/größe-😀"), "ö");
    for (int length : new int[] {1, 59, 60, 61, 300}) {
      Files.createSymbolicLink(tree.resolve("link-" + length), Path.of("x".repeat(length)));
    }
    Files.createSymbolicLink(tree.resolve("a/up"), Path.of("../a/./b"));
    Files.createLink(tree.resolve("a/hard"), tree.resolve("file-1024"));
    return tree;
  }

  /** More extents than one block of an extent tree has room for. */
  private static void pieces(Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 900; i++) {
        out.write(
            ByteBuffer.wrap(("piece " + i).getBytes(StandardCharsets.US_ASCII)), i * 131072L / 2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096",
        "-t ext4 -b 1024",
        "-t ext4 -b 2048 -I 1024 -O inline_data,ea_inode",
        "-t ext4 -b 65536",
        "-t ext4 -b 4096 -I 128",
        "-t ext4 -b 4096 -O ^64bit,^metadata_csum,uninit_bg",
        "-t ext4 -b 1024 -O ^metadata_csum,uninit_bg",
        "-t ext4 -b 1024 -g 1024 -O meta_bg,^resize_inode",
        "-t ext4 -b 4096 -O metadata_csum_seed,sparse_super2,^resize_inode,large_dir,quota,project",
        "-t ext4 -b 4096 -O bigalloc,verity,orphan_file,mmp",
        "-t ext4 -b 1024 -O ^flex_bg,^has_journal,^dir_index,^filetype,^sparse_super,^resize_inode",
        "-t ext3 -b 1024",
        "-t ext3 -b 4096 -I 256",
        "-t ext2 -b 2048",
        "-t ext2 -b 1024 -I 128"
      })
  void weReadWhatDebugfsReads(String options) throws IOException {
    Path tree = tree();
    Path image = Ext4Images.make(directory.resolve("fs.img"), SIZE, options, tree);
    try (FileChannel channel = FileChannel.open(image)) {
      Ext4FileSystem ours =
          Ext4Images.readable(Ext4FileSystem.open("fs.img", Ext4Images.source(channel)));
      Manifest manifest = Manifest.of(ours);
      Map<String, String> theirs = new TreeMap<>();
      list(image, "/", theirs);
      Map<String, String> told = new TreeMap<>();
      manifest.forEach((path, node) -> told.put(path, line(node)));
      told.remove("/");
      theirs.forEach((path, line) -> assertEquals(line, told.get(path), path));
      assertEquals(theirs.size(), told.size());
      assertTrue(manifest.size() > 1520);
      assertEquals(List.of(List.of("/a/hard", "/file-1024")), manifest.hardLinks());
      assertSameContents(image, ours, manifest);
      for (int length : new int[] {1, 59, 60, 61, 300}) {
        assertEquals(Optional.of("x".repeat(length)), ours.link("/link-" + length));
      }
      assertEquals(Optional.of("/a/b/größe-😀"), ours.resolve("/a/up/größe-😀"));
      assertFalse(ours.exists("/link-59"));
      assertEquals(List.of("c", "größe-😀"), ours.list("/a/up"));
      assertThrows(OperationException.class, () -> ours.read("/file-1024", 1023));
    }
  }

  private static String line(FileNode node) {
    int type =
        switch (node.type()) {
          case REGULAR -> 010;
          case DIRECTORY -> 004;
          case LINK -> 012;
          case BLOCK_DEVICE -> 006;
          case CHARACTER_DEVICE -> 002;
          case FIFO -> 001;
          case SOCKET -> 014;
        };
    return "%d %06o %d %d %s"
        .formatted(
            node.inode(),
            type << 12 | node.permissions(),
            node.uid(),
            node.gid(),
            node.isDirectory() ? "" : Long.toString(node.size()));
  }

  /** By "ls -p", whose lines are /INODE/MODE/OWNER/GROUP/NAME/SIZE/, after the command. */
  private static void list(Path image, String path, Map<String, String> found) throws IOException {
    List<String> below = new ArrayList<>();
    for (String line :
        Ext4Images.debugfs(image, false, List.of("ls -p \"" + path + "\"")).lines().toList()) {
      String[] parts = line.split("/", -1);
      if (!line.startsWith("/")
          || parts[1].equals("0")
          || parts[5].equals(".")
          || parts[5].equals("..")) {
        continue;
      }
      String child = (path.equals("/") ? "/" : path + "/") + parts[5];
      found.put(
          child, "%s %s %s %s %s".formatted(parts[1], parts[2], parts[3], parts[4], parts[6]));
      if (parts[2].startsWith("04")) {
        below.add(child);
      }
    }
    for (String child : below) {
      list(image, child, found);
    }
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /** As debugfs dumps it: where a file ends with a hole, mke2fs does not keep all of it. */
  private void assertSameContents(Path image, Ext4FileSystem ours, Manifest manifest)
      throws IOException {
    Path dumped = Files.createDirectories(directory.resolve("dumped"));
    List<String> files =
        manifest.paths().stream()
            .filter(path -> manifest.get(path).filter(FileNode::isRegular).isPresent())
            .filter(path -> !path.startsWith("/many/"))
            .toList();
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      commands.add("dump \"" + files.get(i) + "\" " + dumped.resolve("" + i));
    }
    Ext4Images.debugfs(image, false, commands);
    assertEquals(13, files.size());
    for (int i = 0; i < files.size(); i++) {
      try (InputStream actual = ours.open(files.get(i)).orElseThrow()) {
        byte[] expected = Files.readAllBytes(dumped.resolve("" + i));
        // debugfs gives a short file that is in its inode with zeroes behind it.
        int size = (int) manifest.get(files.get(i)).orElseThrow().size();
        byte[] behind = tail(expected, Math.min(size, expected.length));
        assertArrayEquals(new byte[behind.length], behind, files.get(i));
        assertArrayEquals(Arrays.copyOf(expected, size), actual.readAllBytes(), files.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096",
        "-t ext4 -b 1024 -O ea_inode,inline_data -I 256",
        "-t ext2 -b 1024 -I 128"
      })
  void metadataIsReadAsDebugfsSetIt(String options) throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    Path image = Ext4Images.make(directory.resolve("fs.img"), 16 << 20, options, empty);
    Path value = directory.resolve("value");
    byte[] large = SquashfsTools.content(options.contains("ea_inode") ? 50_000 : 700, 3);
    Files.write(value, large);
    Path acl = directory.resolve("acl");
    // Version 1 with entries of 4 bytes, those of named users and groups of 8.
    Files.write(
        acl,
        HexFormat.of()
            .parseHex(
                "01000000"
                    + "01000600"
                    + "02000400d2040000"
                    + "04000400"
                    + "10000600"
                    + "20000400"));
    Path some = directory.resolve("some");
    Files.writeString(some, "some content");
    Ext4Images.debugfs(
        image,
        true,
        List.of(
            "write " + some + " f",
            "set_inode_field f uid 70000",
            "set_inode_field f gid 123456",
            "set_inode_field f mode 0106711",
            "set_inode_field f mtime @1700000000",
            "ea_set f user.text hello",
            "ea_set f security.selinux system_u:object_r:etc_t:s0",
            "ea_set -f " + value + " f trusted.large",
            "ea_set -r -f " + acl + " f system.posix_acl_access",
            "mknod null c 1 3",
            "mknod disk b 259 300",
            "mknod pipe p",
            "symlink l " + "y".repeat(100)));
    try (FileChannel channel = FileChannel.open(image)) {
      Ext4FileSystem ours =
          Ext4Images.readable(Ext4FileSystem.open("fs.img", Ext4Images.source(channel)));
      FileNode file = ours.node("/f").orElseThrow();
      Path stored = directory.resolve("stored");
      Ext4Images.debugfs(image, false, List.of("ea_get -f " + stored + " f trusted.large"));
      assertEquals(70000, file.uid());
      assertEquals(123456, file.gid());
      assertEquals(06711, file.permissions());
      assertEquals(Instant.ofEpochSecond(1_700_000_000), file.modified());
      assertArrayEquals(Files.readAllBytes(some), ours.read("/f", 100).orElseThrow());
      assertEquals(
          Map.of(
              "user.text", Bytes.of(bytes("hello")),
              "security.selinux", Bytes.of(bytes("system_u:object_r:etc_t:s0")),
              "trusted.large", Bytes.of(Files.readAllBytes(stored)),
              "system.posix_acl_access",
                  Bytes.of(
                      HexFormat.of()
                          .parseHex(
                              "02000000"
                                  + "01000600ffffffff"
                                  + "02000400d2040000"
                                  + "04000400ffffffff"
                                  + "10000600ffffffff"
                                  + "20000400ffffffff"))),
          file.attributes());
      assertEquals(0x103, ours.node("/null").orElseThrow().device());
      assertEquals(
          259L << 8 | (300 & 0xff) | (300L & ~0xff) << 12,
          ours.node("/disk").orElseThrow().device());
      assertEquals(Optional.of("y".repeat(100)), ours.link("/l"));
      assertEquals(Optional.empty(), ours.open("/pipe"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Only the room that a link takes tells that its text is in its inode. */
  @ParameterizedTest
  @ValueSource(strings = {"-t ext4 -b 4096 -I 128", "-t ext4 -b 4096 -I 128 -O bigalloc -C 65536"})
  void shortLinksMayHaveABlockOfAttributes(String options) throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    Path image = Ext4Images.make(directory.resolve("fs.img"), 64 << 20, options, empty);
    List<String> commands = new ArrayList<>();
    for (int length : new int[] {1, 59, 60}) {
      commands.add("symlink l" + length + " " + "y".repeat(length));
      commands.add("ea_set l" + length + " security.selinux system_u:object_r:usr_t:s0");
    }
    Ext4Images.debugfs(image, true, commands);
    Ext4FileSystem ours = Ext4Images.readable(open(image));
    for (int length : new int[] {1, 59, 60}) {
      FileNode link = ours.node("/l" + length).orElseThrow();
      assertEquals(Optional.of("y".repeat(length)), link.target());
      assertEquals(Set.of("security.selinux"), link.attributes().keySet());
    }
  }

  @Test
  void nanosecondsAndTimesAfter2038AreRead() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("t"));
    Instant late = Instant.parse("2200-01-02T03:04:05.678901234Z");
    Path file = Files.writeString(tree.resolve("f"), "");
    Files.setLastModifiedTime(file, FileTime.from(late));
    Path image = Ext4Images.make(directory.resolve("fs.img"), 8 << 20, "-t ext4", tree);
    Ext4Images.debugfs(image, true, List.of("set_inode_field f mtime_extra 0x8f0d1809"));
    try (FileChannel channel = FileChannel.open(image)) {
      Ext4FileSystem ours =
          Ext4Images.readable(Ext4FileSystem.open("fs.img", Ext4Images.source(channel)));
      Instant read = ours.node("/f").orElseThrow().modified();
      String told = Ext4Images.debugfs(image, false, List.of("stat f"));
      String seconds = told.replaceAll("(?s).*mtime: 0x([0-9a-f]{8}):([0-9a-f]{8}).*", "$1 $2");
      long low = (int) Long.parseLong(seconds.split(" ", -1)[0], 16);
      assertEquals("8f0d1809", seconds.split(" ", -1)[1]);
      assertEquals(low + (1L << 32), read.getEpochSecond());
      assertEquals(0x8f0d1809L >>> 2, read.getNano());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encrypt|it has the feature \"encrypt\"",
        "casefold|it has the feature \"casefold\"",
        "needs_recovery|its journal holds changes that are not in place yet"
      })
  void whatWeDoNotKnowIsLeftToTheAppliance(String both) throws IOException {
    String[] parts = both.split("\\|", -1);
    Path empty = Files.createDirectories(directory.resolve("empty"));
    Path image = Ext4Images.make(directory.resolve("fs.img"), 16 << 20, "-t ext4", empty);
    Ext4Images.debugfs(image, true, List.of("feature " + parts[0]));
    assertEquals(new Support.NeedsAppliance(parts[1]), open(image));
  }

  private static Support open(Path image) throws IOException {
    return Ext4FileSystem.open("fs.img", Ext4Images.source(Files.readAllBytes(image)));
  }

  @Test
  void changedMetadataDoesNotMatchItsChecksum() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("t"));
    Files.writeString(tree.resolve("f"), "x");
    Path image = Ext4Images.make(directory.resolve("fs.img"), 16 << 20, "-t ext4 -b 4096", tree);
    byte[] good = Files.readAllBytes(image);
    assertEquals(
        "bad file system: the superblock does not match its checksum", refusal(good, 1024 + 0x10));
    assertEquals(
        "bad file system: the descriptor of group 0 does not match its checksum",
        refusal(good, 4096 + 0x0c));
    String where = Ext4Images.debugfs(image, false, List.of("imap <2>", "blocks /"));
    long block = Long.parseLong(where.replaceAll("(?s).*located at block (\\d+), offset.*", "$1"));
    int offset = Integer.decode(where.replaceAll("(?s).*offset (0x[0-9a-f]+).*", "$1"));
    int root = (int) (block * 4096) + offset;
    assertEquals(
        "bad file system: inode 2: it does not match its checksum", refusal(good, root + 0x10));
    List<String> lines = where.strip().lines().toList();
    int names = Integer.parseInt(lines.get(lines.size() - 1).strip()) * 4096;
    assertEquals(
        "bad file system: inode 2: a block of the directory does not match its checksum",
        refusal(good, names + 100));
  }

  private static String refusal(byte[] good, int changed) {
    byte[] bytes = good.clone();
    bytes[changed] ^= 1;
    ImageException e =
        assertThrows(
            ImageException.class,
            () ->
                Manifest.of(
                    Ext4Images.readable(Ext4FileSystem.open("x", Ext4Images.source(bytes)))));
    return e.problems().get(0).message();
  }
}
