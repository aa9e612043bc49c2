package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.PlainSquashfs;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsVerifier;

class PlainSquashfsSourceTest {
  private static final int BLOCK = PlainSquashfs.BLOCK;

  private final TreeMap<String, TreeMap<String, BlockSource>> directories = new TreeMap<>();
  private final Path file;

  PlainSquashfsSourceTest(@TempDir Path directory) {
    this.file = directory.resolve("image");
  }

  static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Writes what the source holds; zeroes become holes. */
  static Path written(BlockSource source, Path file) throws IOException {
    byte[] zeroes = new byte[1 << 20];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long at = 0; at < source.size(); at += zeroes.length) {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(zeroes.length, source.size() - at));
        source.read(at, piece);
        if (piece.flip().mismatch(ByteBuffer.wrap(zeroes, 0, piece.remaining())) >= 0) {
          out.write(piece, at);
        }
      }
      if (out.size() < source.size()) {
        out.write(ByteBuffer.allocate(1), source.size() - 1);
      }
    }
    return file;
  }

  private SquashfsImage image() throws IOException {
    return SquashfsImage.open(written(PlainSquashfsSource.of(directories), file));
  }

  private static void assertSound(SquashfsImage image) {
    assertEquals(
        List.of(), SquashfsVerifier.verify(image, 10, (done, total) -> {}, new Cancellation()));
  }

  private static byte[] content(SquashfsImage image, String path) {
    SquashfsEntry entry = image.find(path).orElseThrow();
    ByteBuffer target = ByteBuffer.allocate((int) entry.size());
    while (target.hasRemaining()) {
      assertTrue(image.file(entry).read(target.position(), target) > 0);
    }
    return target.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17})
  void aFileOfAnySizeIsRead(int size) throws IOException {
    byte[] bytes = noise(size, size);
    directories.put(
        "given",
        new TreeMap<>(
            Map.of(
                "a", new MemorySource(noise(5, 1)),
                "b", new MemorySource(bytes),
                "c", new MemorySource(noise(7, 2)))));
    directories.put("repository", new TreeMap<>());
    try (SquashfsImage image = image()) {
      assertSound(image);
      assertArrayEquals(bytes, content(image, "given/b"));
      assertArrayEquals(noise(5, 1), content(image, "given/a"));
      assertArrayEquals(noise(7, 2), content(image, "given/c"));
      assertEquals(
          List.of("", "given", "given/a", "given/b", "given/c", "repository"),
          image.walk().stream().map(SquashfsEntry::path).sorted().toList());
    }
  }

  @Test
  void manyFilesWithLongNamesAreFound() throws IOException {
    TreeMap<String, BlockSource> files = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      files.put("n".repeat(200) + i, new MemorySource(noise(i % 3, i)));
    }
    directories.put("repository", files);
    try (SquashfsImage image = image()) {
      assertSound(image);
      assertEquals(3002, image.walk().size());
      for (int i = 0; i < 3000; i += 137) {
        assertArrayEquals(noise(i % 3, i), content(image, "repository/" + "n".repeat(200) + i));
      }
    }
  }

  @Test
  void noDirectoryAtAllIsAnImageToo() throws IOException {
    try (SquashfsImage image = image()) {
      assertSound(image);
      assertEquals(1, image.walk().size());
    }
  }

  @Test
  void anyRangeIsTheSameAsOfTheWhole() {
    TreeMap<String, BlockSource> files = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      files.put("f" + i, new MemorySource(noise(BLOCK / 2 * i + i, i)));
    }
    directories.put("d", files);
    BlockSource source = PlainSquashfsSource.of(directories);
    assertEquals(0, source.size() % 4096);
    byte[] whole = new byte[(int) source.size()];
    source.read(0, ByteBuffer.wrap(whole));
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      int from = random.nextInt(whole.length + 1);
      int length = random.nextInt(Math.min(whole.length - from, 3 * BLOCK) + 1);
      ByteBuffer part = ByteBuffer.allocate(length);
      source.read(from, part);
      assertEquals(ByteBuffer.wrap(whole, from, length), part.flip());
    }
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> source.read(whole.length - 1, ByteBuffer.allocate(2)));
  }

  @Test
  void theSameFilesGiveTheSameBytes() throws IOException {
    directories.put("d", new TreeMap<>(Map.of("x", new MemorySource(noise(100, 1)))));
    ByteBuffer one = ByteBuffer.allocate((int) PlainSquashfsSource.of(directories).size());
    ByteBuffer other = ByteBuffer.allocate(one.capacity());
    PlainSquashfsSource.of(directories).read(0, one);
    PlainSquashfsSource.of(directories).read(0, other);
    assertEquals(one.flip(), other.flip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a\0b", "\u0100"})
  void whatIsNoNameIsRefused(String name) {
    directories.put("d", new TreeMap<>(Map.of(name, new MemorySource(new byte[1]))));
    assertThrows(IllegalArgumentException.class, () -> PlainSquashfsSource.of(directories));
  }

  @Test
  void aFileThatCannotBeReadIsTold() {
    MemorySource bad = new MemorySource(noise(10, 1));
    directories.put("d", new TreeMap<>(Map.of("x", bad)));
    BlockSource source = PlainSquashfsSource.of(directories);
    bad.failWith(new HostException(Problem.of("gone")));
    assertThrows(HostException.class, () -> source.read(BLOCK, ByteBuffer.allocate(1)));
  }
}
