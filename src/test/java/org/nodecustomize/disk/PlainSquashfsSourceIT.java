package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.squashfs.PlainSquashfs;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;

/** What squashfs-tools and qemu make of an image that exists nowhere. */
@Timeout(120)
class PlainSquashfsSourceIT {
  private static final int BLOCK = PlainSquashfs.BLOCK;

  private final TreeMap<String, TreeMap<String, BlockSource>> directories = new TreeMap<>();
  private final Path work;

  PlainSquashfsSourceIT(@TempDir Path work) {
    this.work = work;
  }

  /** Zeroes, and at the very end a byte that is not. */
  private record Huge(long size) implements BlockSource {
    @Override
    public void read(long offset, ByteBuffer target) {
      while (target.hasRemaining()) {
        long at = offset + target.position();
        target.put((byte) (at == size - 1 ? 7 : 0));
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void unsquashfsReadsWhatWasPutIn() throws IOException {
    TreeMap<String, BlockSource> files = new TreeMap<>();
    int[] sizes = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 3};
    for (int size : sizes) {
      files.put("s" + size, new MemorySource(PlainSquashfsSourceTest.noise(size, size)));
    }
    directories.put("given", files);
    directories.put("repository", new TreeMap<>());
    Path image =
        PlainSquashfsSourceTest.written(PlainSquashfsSource.of(directories), work.resolve("i"));
    Path tree = SquashfsTools.unpack(image, work.resolve("tree"));
    for (int size : sizes) {
      assertArrayEquals(
          PlainSquashfsSourceTest.noise(size, size),
          Files.readAllBytes(tree.resolve("given/s" + size)));
    }
    assertTrue(Files.isDirectory(tree.resolve("repository")));
  }

  @Test
  void unsquashfsListsThousandsOfFiles() throws IOException {
    TreeMap<String, BlockSource> files = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      files.put("package-%04d.rpm".formatted(i), new MemorySource(new byte[] {(byte) i}));
    }
    directories.put("repository", files);
    Path image =
        PlainSquashfsSourceTest.written(PlainSquashfsSource.of(directories), work.resolve("i"));
    String listing = SquashfsTools.run("unsquashfs", "-lln", image.toString());
    assertEquals(3000, listing.lines().filter(line -> line.endsWith(".rpm")).count());
    assertTrue(
        listing
            .lines()
            .anyMatch(
                line -> line.matches("-rw-r--r-- 0/0 +1 1970-.*/repository/package-2999\\.rpm")),
        listing.lines().skip(2990).toList()::toString);
    Path tree = SquashfsTools.unpack(image, work.resolve("tree"));
    assertArrayEquals(
        new byte[] {(byte) 2999}, Files.readAllBytes(tree.resolve("repository/package-2999.rpm")));
  }

  @Test
  void filesAndPlacesBeyondFourGibibytesAreRead() throws IOException {
    long size = (5L << 30) + 1;
    TreeMap<String, BlockSource> files = new TreeMap<>(Map.of("huge", new Huge(size)));
    files.put("later", new MemorySource(PlainSquashfsSourceTest.noise(300_000, 1)));
    directories.put("given", files);
    Path image =
        PlainSquashfsSourceTest.written(PlainSquashfsSource.of(directories), work.resolve("i"));
    String listing = SquashfsTools.run("unsquashfs", "-lln", image.toString());
    assertTrue(listing.contains(Long.toString(size)), listing);
    Path tree = work.resolve("tree");
    SquashfsTools.run(
        "unsquashfs", "-no-progress", "-d", tree.toString(), image.toString(), "given/later");
    assertArrayEquals(
        PlainSquashfsSourceTest.noise(300_000, 1), Files.readAllBytes(tree.resolve("given/later")));
    try (SquashfsImage read = SquashfsImage.open(image)) {
      SquashfsEntry huge = read.find("given/huge").orElseThrow();
      assertEquals(size, huge.size());
      ByteBuffer end = ByteBuffer.allocate(2);
      assertEquals(1, read.file(huge).read(size - 1, end.limit(1)));
      assertEquals(7, end.get(0));
    }
  }

  @Test
  void qemuReadsItAndCannotWriteIt() throws IOException {
    directories.put(
        "given",
        new TreeMap<>(Map.of("a", new MemorySource(PlainSquashfsSourceTest.noise(3 << 20, 1)))));
    PlainSquashfsSource source = PlainSquashfsSource.of(directories);
    Path image = PlainSquashfsSourceTest.written(source, work.resolve("i"));
    try (NbdServer server = NbdServer.startReadOnly(source, work)) {
      String uri = "nbd+unix:///?socket=" + server.socket();
      SquashfsTools.run("qemu-img", "compare", "-f", "raw", "-F", "raw", uri, image.toString());
      assertEquals(
          false, SquashfsTools.succeeds("qemu-io", "-f", "raw", "-c", "write 0 4096", uri));
      SquashfsTools.run("qemu-img", "compare", "-f", "raw", "-F", "raw", uri, image.toString());
      assertTrue(server.failure().isEmpty());
    }
  }
}
