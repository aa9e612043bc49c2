package org.nodecustomize.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.Placement;

class EditStreamTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private static final Placement FILE = Placement.ofRoot(0644);

  @TempDir private Path directory;
  private final FakeImage image = new FakeImage();

  {
    image.file("/etc/hosts", "localhost").file("/etc/old/a", "a").symbolicLink("/bin", "usr/bin");
  }

  private final EditedTree tree = new EditedTree(image, NOW);

  private static Content text(String text) {
    return Content.of(text.getBytes(UTF_8));
  }

  /** A content that claims another size than it has. */
  private static Content claiming(long size, InputStream content) {
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() {
        return content;
      }
    };
  }

  private void ship() {
    new EditStream(image, directory).apply(tree.edits());
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void theImageIsAsTheEditedTreeWas() throws IOException {
    tree.putFile("/etc/new", text("new"), new Placement(0600, 7, 8, Map.of()));
    tree.putFile("/etc/hosts", text("other"), FILE);
    tree.remove("/etc/old");
    tree.putLink("/etc/mtab", "../proc/self/mounts", FILE);
    tree.setPlacement("/bin", new Placement(0, 3, 3, Map.of()));
    List<String> expected = new ArrayList<>();
    tree.walk(
        "/",
        (path, node) -> {
          expected.add(path + " " + node.permissions() + " " + node.uid() + " " + node.modified());
          return true;
        });
    ship();
    List<String> found = new ArrayList<>();
    image.walk(
        "/",
        (path, node) -> {
          found.add(path + " " + node.permissions() + " " + node.uid() + " " + node.modified());
          return true;
        });
    assertEquals(expected, found);
    assertEquals("other", new String(image.read("/etc/hosts", 100).orElseThrow(), UTF_8));
    assertEquals(List.of(), left());
  }

  @Test
  void contentsOfTheTreeAreReadBeforeItChanges() {
    tree.putFile("/etc/copy", tree.content("/etc/old/a").orElseThrow(), FILE);
    tree.remove("/etc/old");
    ship();
    assertEquals("a", new String(image.read("/etc/copy", 100).orElseThrow(), UTF_8));
    assertFalse(image.exists("/etc/old"));
  }

  @Test
  void nothingHappensWhereAContentCannotBeRead() throws IOException {
    Path host = directory.resolve("host");
    Files.writeString(host, "12345");
    tree.remove("/etc/old");
    tree.putFile("/etc/a", Content.of(host, 5), FILE);
    Files.delete(host);
    assertEquals(
        "/etc/a: what is to be written there cannot be read: " + host + "\n",
        Problems.of(OperationException.class, this::ship));
    assertTrue(image.exists("/etc/old/a"));
    assertEquals(List.of(), left());
  }

  @Test
  void aContentThatChangesIsRefused() {
    tree.putFile("/etc/a", claiming(5, new ByteArrayInputStream(new byte[3])), FILE);
    assertEquals(
        "/etc/a: what is to be written there changed while it was read: expected 5 bytes but was"
            + " only 3\n",
        Problems.of(OperationException.class, this::ship));
    tree.putFile("/etc/a", claiming(6, new ByteArrayInputStream(new byte[7])), FILE);
    assertEquals(
        "/etc/a: what is to be written there changed while it was read: expected 6 bytes but was"
            + " more\n",
        Problems.of(OperationException.class, this::ship));
  }

  @Test
  void moreThanTheImageHoldsIsRefused() {
    image.free(1000);
    tree.putFile("/etc/a", claiming(5_000_000, InputStream.nullInputStream()), FILE);
    assertEquals(
        "image: files need 5,000,512 bytes but 1,000 are free\n"
            + "hint: give the file system more room: --grow +20M\n",
        Problems.of(OperationException.class, this::ship));
  }

  @Test
  void theRunsOwnDriveIsNoPlace() {
    tree.putFile("/mnt/data/a", text("x"), FILE);
    assertEquals(
        """
        /mnt: nothing can be changed in "/mnt", where the run's own drive is mounted
        hint: choose another directory, for instance /opt
        """,
        Problems.of(OperationException.class, this::ship));
  }

  @Test
  void noEditsTouchNothing() {
    image.free(-1);
    ship();
  }

  @Test
  void anArchiveIsReadAsItWasWritten() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String longName = "/" + "é".repeat(60) + "/" + "n".repeat(255);
    byte[] binary = {0, 10, 61, -1};
    Placement placement =
        new Placement(
            07755,
            4_000_000_000L,
            2_097_152,
            Map.of(
                "user.a", Bytes.of(binary),
                "security.selinux", Bytes.of("u:r:t\0".getBytes(UTF_8))));
    try (PaxArchive archive = new PaxArchive(bytes)) {
      archive.directory("/", FILE, NOW);
      archive.file(longName, placement, NOW, 3, new ByteArrayInputStream("abc".getBytes(UTF_8)));
      archive.link("/l", "t".repeat(101), FILE, Instant.EPOCH);
      archive.file("/\udcff", FILE, NOW, 0, InputStream.nullInputStream());
    }
    assertEquals(0, bytes.size() % 512);
    byte[] written = bytes.toByteArray();
    TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(written), "ISO-8859-1");
    TarArchiveEntry root = in.getNextEntry();
    assertEquals("./", root.getName());
    assertTrue(root.isDirectory());
    TarArchiveEntry file = in.getNextEntry();
    assertEquals("." + longName, file.getName());
    assertEquals(07755, file.getMode() & 07777);
    assertEquals(4_000_000_000L, file.getLongUserId());
    assertEquals(2_097_152, file.getLongGroupId());
    assertEquals("", file.getUserName());
    assertEquals(NOW, file.getLastModifiedTime().toInstant());
    assertEquals("u:r:t", file.getExtraPaxHeader("RHT.security.selinux"));
    assertArrayEquals("abc".getBytes(UTF_8), in.readAllBytes());
    TarArchiveEntry link = in.getNextEntry();
    assertTrue(link.isSymbolicLink());
    assertEquals("t".repeat(101), link.getLinkName());
    assertEquals("./\u00ff", in.getNextEntry().getName());
    assertEquals(null, in.getNextEntry());
    String raw = HexFormat.of().formatHex(written);
    String record =
        HexFormat.of().formatHex("28 SCHILY.xattr.user.a=".getBytes(UTF_8)) + "000a3dff0a";
    assertTrue(raw.contains(record));
  }

  @Test
  void accessControlListsAreToldAsText() {
    assertEquals(
        "user::rw-,user:42:r--,group::r-x,group:7:---,mask::rwx,other::--x",
        PosixAcl.text(
            HexFormat.of()
                .parseHex(
                    "0200000001000600ffffffff020004002a00000004000500ffffffff"
                        + "080000000700000010000700ffffffff20000100ffffffff")));
    for (String bad : List.of("", "02", "01000000", "0200000001", "0200000003000600ffffffff")) {
      Problems.of(ImageException.class, () -> PosixAcl.text(HexFormat.of().parseHex(bad)));
    }
  }

  @Test
  void aFileThatIsGoneIsToldAsSuch() {
    Content gone =
        new Content() {
          @Override
          public long size() {
            return 1;
          }

          @Override
          public InputStream open() throws IOException {
            throw new FileNotFoundException("gone");
          }
        };
    tree.putFile("/etc/a", gone, FILE);
    assertEquals(
        "/etc/a: what is to be written there cannot be read: gone\n",
        Problems.of(OperationException.class, this::ship));
  }
}
