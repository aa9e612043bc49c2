package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.squashfs.SquashfsFile;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SquashfsSourceIT {
  private static final int BLOCK = 65_536;
  private static final int BLOCKS = 40;

  private final byte[] content = SquashfsTools.content(BLOCK * BLOCKS - 1000, 4);
  private final SquashfsImage image;
  private final SquashfsFile file;

  SquashfsSourceIT(@TempDir Path work) throws IOException {
    Path tree = Files.createDirectory(work.resolve("tree"));
    Files.write(tree.resolve("disk"), content);
    image =
        SquashfsImage.open(
            SquashfsTools.pack(tree, work.resolve("image"), "-comp", "zstd", "-b", "64K"));
    file = image.file(image.find("disk").orElseThrow());
  }

  @AfterAll
  void close() {
    image.close();
  }

  @Test
  void manyReadersSeeTheSameBytesInLittleMemory() {
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try (SquashfsSource source = new SquashfsSource(file, 3 * BLOCK)) {
      List<CompletableFuture<Void>> readers = new ArrayList<>();
      for (int seed = 0; seed < 6; seed++) {
        Random random = new Random(seed);
        readers.add(CompletableFuture.runAsync(() -> readAtRandom(source, random), pool));
      }
      readers.forEach(CompletableFuture::join);
    } finally {
      pool.shutdown();
    }
  }

  private void readAtRandom(SquashfsSource source, Random random) {
    for (int i = 0; i < 200; i++) {
      int from = random.nextInt(content.length);
      int length = random.nextInt(Math.min(content.length - from, 150_000)) + 1;
      ByteBuffer target = ByteBuffer.allocate(length);
      source.read(from, target);
      assertArrayEquals(Arrays.copyOfRange(content, from, from + length), target.array());
    }
  }

  @Test
  void whatIsKeptIsNotDecodedAgainHoweverSmallTheCache() {
    try (SquashfsSource source = new SquashfsSource(file, 1)) {
      for (int block = 0; block < BLOCKS - 1; block++) {
        assertTrue(source.keep(block * (long) BLOCK + 5000, 10_000));
      }
      long decoded = source.decodedBlocks();
      for (int block = 0; block < BLOCKS - 1; block++) {
        int from = block * BLOCK + 4096;
        ByteBuffer target = ByteBuffer.allocate(12_000);
        source.read(from, target);
        assertArrayEquals(Arrays.copyOfRange(content, from, from + 12_000), target.array());
      }
      assertEquals(BLOCKS - 1, decoded);
      assertEquals(decoded, source.decodedBlocks());
      source.read(0, ByteBuffer.allocate(4097));
      assertEquals(decoded + 1, source.decodedBlocks(), "4096 bytes of these are not kept");
      assertTrue(source.keptBytes() <= (BLOCKS - 1) * 12_288L);
    }
  }

  @Test
  void aForwardReaderFindsTheNextBlockDecoded() throws InterruptedException {
    try (SquashfsSource source = new SquashfsSource(file, 20 * BLOCK)) {
      source.read(5L * BLOCK, ByteBuffer.allocate(10));
      assertEquals(1, source.decodedBlocks(), "one read is no direction");
      source.read(6L * BLOCK, ByteBuffer.allocate(10));
      while (source.decodedBlocks() < 4) {
        Thread.sleep(10);
      }
      source.read(7L * BLOCK, ByteBuffer.allocate(10));
      source.read(20L * BLOCK, ByteBuffer.allocate(10));
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("squashfs")) {
        // The last one closes the pool before it ends.
        thread.join(5000);
        assertFalse(thread.isAlive(), "no thread is left");
      }
    }
    ByteBuffer target = ByteBuffer.allocate(10);
    assertEquals(10, file.read(0, target), "the image stays open");
  }
}
