package org.nodecustomize.squashfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mksquashfs} packed is what the reader reads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SquashfsImageIT {
  private final Path tree;

  SquashfsImageIT(@TempDir Path shared) throws IOException {
    tree = Files.createDirectory(shared.resolve("tree"));
    Path live = Files.createDirectories(tree.resolve("LiveOS"));
    SquashfsTools.writeSparse(
        live.resolve("rootfs.img"), SquashfsTools.content(3_000_123, 1), 5_000_000);
    Files.write(tree.resolve("small"), SquashfsTools.content(700, 2));
    Files.write(tree.resolve("empty"), new byte[0]);
    Files.write(tree.resolve("exact"), SquashfsTools.content(1 << 20, 3));
    Files.createLink(tree.resolve("small again"), tree.resolve("small"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("LiveOS/rootfs.img"));
    Files.createDirectory(tree.resolve("nothing in it"));
    Files.write(tree.resolve("gr\u00fc\u00dfe"), new byte[] {1});
    Path many = Files.createDirectory(tree.resolve("many"));
    for (int i = 0; i < 700; i++) {
      Files.writeString(many.resolve("file-" + i), "content " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-comp gzip",
        "-comp gzip -Xcompression-level 1 -Xwindow-size 10 -Xstrategy huffman_only,fixed -b 4096",
        "-comp xz",
        "-comp xz -Xbcj x86,arm -b 1M -Xdict-size 512K",
        "-comp zstd -Xcompression-level 3 -b 65536",
        "-comp zstd -always-use-fragments -no-exports",
        "-comp lz4",
        "-comp lz4 -Xhc -b 16384",
        "-comp lzo",
        "-comp lzo -Xalgorithm lzo1x_1 -b 8192 -no-fragments",
        "-comp lzma -b 262144",
        "-comp gzip -noI -noD -noF -noX",
        "-comp zstd -no-sparse -no-xattrs -no-duplicates",
      })
  void readsWhatMksquashfsPacked(String options, @TempDir Path work) throws IOException {
    Path path = SquashfsTools.pack(tree, work.resolve("image"), options.split(" ", -1));
    try (SquashfsImage image = SquashfsImage.open(path)) {
      Map<String, SquashfsEntry> byPath = new TreeMap<>();
      image.walk().forEach(entry -> byPath.put(entry.path(), entry));
      assertEquals(expectedPaths(), new ArrayList<>(byPath.keySet()));
      for (SquashfsEntry entry : byPath.values()) {
        Path original = tree.resolve(entry.path());
        assertEquals(entry, image.find("/" + entry.path()).orElseThrow());
        Map<String, Object> attributes =
            Files.readAttributes(original, "unix:*", LinkOption.NOFOLLOW_LINKS);
        assertEquals(attributes.get("mode"), typeBits(entry) | entry.mode(), entry.path());
        assertEquals(attributes.get("uid"), (int) entry.uid(), entry.path());
        assertEquals(attributes.get("gid"), (int) entry.gid(), entry.path());
        if (entry.type() != EntryType.DIRECTORY) {
          assertEquals(attributes.get("nlink"), (int) entry.nlink(), entry.path());
        }
        if (entry.isFile()) {
          assertSameContent(original, image.file(entry));
        }
      }
      SquashfsEntry link = image.find("link").orElseThrow();
      assertEquals("LiveOS/rootfs.img", link.linkTarget().orElseThrow());
      SquashfsEntry small = image.find("small").orElseThrow();
      SquashfsEntry again = image.find("small again").orElseThrow();
      assertEquals(small.inodeReference(), again.inodeReference());
      assertTrue(image.find("LiveOS/rootfs.img/x").isEmpty());
      assertTrue(image.find("nowhere").isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-comp gzip -Xcompression-level 4 -Xwindow-size 9 -Xstrategy filtered,fixed -b 4096",
        "-comp xz -Xbcj x86,armthumb -Xdict-size 65536 -b 131072",
        "-comp xz -b 1048576",
        "-comp zstd -Xcompression-level 7 -b 131072",
        "-comp lz4 -Xhc -b 131072",
        "-comp lzo -Xalgorithm lzo1x_1_15 -b 131072",
        "-comp lzo -Xcompression-level 3 -b 131072",
        "-comp lzma -b 131072",
        "-comp gzip -b 131072 -noI -noD -no-exports",
      })
  void namesTheArgumentsThatMakeTheSameKindOfImage(String options, @TempDir Path work)
      throws IOException {
    Path path =
        SquashfsTools.pack(tree.resolve("many"), work.resolve("image"), options.split(" ", -1));
    try (SquashfsImage image = SquashfsImage.open(path)) {
      assertEquals(List.of(options.split(" ", -1)), image.mksquashfsArguments());
      Path again =
          SquashfsTools.pack(
              tree.resolve("many"),
              work.resolve("again"),
              image.mksquashfsArguments().toArray(String[]::new));
      try (SquashfsImage second = SquashfsImage.open(again)) {
        assertEquals(image.compressorOptions(), second.compressorOptions());
        assertArrayEquals(image.storedCompressorOptions(), second.storedCompressorOptions());
        assertEquals(image.superblock().flags(), second.superblock().flags());
      }
    }
  }

  @Test
  void readsExtendedAttributes(@TempDir Path work) throws IOException {
    Path tagged = Files.createDirectory(work.resolve("tagged"));
    Path file = Files.writeString(tagged.resolve("file"), "x");
    SquashfsTools.run("setfattr", "-n", "user.short", "-v", "value", file.toString());
    String large = "0123456789".repeat(300);
    SquashfsTools.run("setfattr", "-n", "user.large", "-v", large, file.toString());
    Path other = Files.writeString(tagged.resolve("other"), "y");
    SquashfsTools.run("setfattr", "-n", "user.large", "-v", large, other.toString());
    SquashfsTools.run("setfattr", "-n", "user.unlike", "-v", "1", other.toString());
    Path path = SquashfsTools.pack(tagged, work.resolve("image"), "-comp", "zstd", "-xattrs");
    try (SquashfsImage image = SquashfsImage.open(path)) {
      Map<String, byte[]> ofFile = image.xattrs(image.find("file").orElseThrow());
      assertEquals(List.of("user.large", "user.short"), List.copyOf(ofFile.keySet()));
      assertEquals("value", text(ofFile, "user.short"));
      Map<String, byte[]> ofOther = image.xattrs(image.find("other").orElseThrow());
      assertEquals(large, text(ofOther, "user.large"));
      assertTrue(image.xattrs(image.find("").orElseThrow()).isEmpty());
    }
  }

  private static String text(Map<String, byte[]> attributes, String name) {
    return new String(attributes.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
  }

  private static int typeBits(SquashfsEntry entry) {
    return switch (entry.type()) {
      case DIRECTORY -> 0040000;
      case FILE -> 0100000;
      case SYMLINK -> 0120000;
      default -> 0;
    };
  }

  private List<String> expectedPaths() throws IOException {
    try (var all = Files.walk(tree)) {
      return all.map(path -> tree.relativize(path).toString()).sorted().toList();
    }
  }

  private static void assertSameContent(Path original, SquashfsFile file) throws IOException {
    byte[] expected = Files.readAllBytes(original);
    assertEquals(expected.length, file.size());
    ByteBuffer whole = ByteBuffer.allocate(expected.length + 1);
    assertEquals(expected.length == 0 ? -1 : expected.length, file.read(0, whole));
    assertArrayEquals(expected, Arrays.copyOf(whole.array(), expected.length));
    Random random = new Random(expected.length);
    for (int i = 0; i < 20 && expected.length > 0; i++) {
      int from = random.nextInt(expected.length);
      int length = random.nextInt(Math.min(expected.length - from, 300_000)) + 1;
      ByteBuffer part = ByteBuffer.allocate(length);
      assertEquals(length, file.read(from, part));
      assertArrayEquals(Arrays.copyOfRange(expected, from, from + length), part.array());
    }
  }
}
