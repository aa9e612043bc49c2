package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.DeltaOptions;
import org.nodecustomize.squashfs.DeltaWriter;
import org.nodecustomize.squashfs.PreparedBlocks;
import org.nodecustomize.squashfs.Progress;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;

/** What is compressed ahead makes the same image as what is compressed when it is packed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreparedBlocksIT {
  private static final int MEBI = 1 << 20;
  private static final int BLOCK = 128 << 10;
  private static final DeltaOptions OPTIONS = DeltaOptions.of(OptionalLong.of(1_700_000_000));

  @TempDir private Path work;
  private Path tree;

  @BeforeAll
  void makeTree(@TempDir Path shared) throws IOException {
    tree = Files.createDirectory(shared.resolve("tree"));
    SquashfsTools.writeSparse(
        tree.resolve("disk"), SquashfsTools.content(3 * MEBI + 5000, 1), 4 * MEBI);
  }

  private static SquashfsEntry target(SquashfsImage image) {
    return image.find("disk").orElseThrow();
  }

  private static void await(PreparedBlocks prepared) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!prepared.isIdle()) {
      assertTrue(System.nanoTime() < end, "blocks are being prepared for a minute");
      Thread.onSpinWait();
    }
  }

  private static ByteBuffer filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  /** Blocks 1, 2 and 5, and 27, which was a hole. */
  private static void first(CowDisk disk) {
    disk.write(BLOCK + 4096, filled(BLOCK, 2));
    disk.write(5 * BLOCK, filled(9000, 3));
    disk.write(27 * BLOCK, filled(9000, 4));
  }

  /** Block 5 once more, and 7. */
  private static void second(CowDisk disk) {
    disk.write(5 * BLOCK, filled(4096, 5));
    disk.write(7 * BLOCK, filled(4096, 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "xz", "zstd", "lz4"})
  void theImageIsTheSameWithAndWithoutThem(String compressor) throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", compressor);
    for (boolean ahead : new boolean[] {false, true}) {
      try (SquashfsImage image = SquashfsImage.open(base);
          SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
          CowDisk disk = CowDisk.over(source, work);
          PreparedBlocks prepared = new PreparedBlocks(image, target(image), disk, OPTIONS)) {
        first(disk);
        if (ahead) {
          prepared.begin();
          await(prepared);
        }
        second(disk);
        new DeltaWriter(
                image, target(image), disk, OPTIONS, Optional.of(prepared), new Cancellation())
            .write(work.resolve("ahead-" + ahead), Progress.none());
        assertEquals(ahead ? 3 : 0, prepared.used(), "block 5 was changed after it was prepared");
      }
    }
    SquashfsTools.assertSameBytes(work.resolve("ahead-false"), work.resolve("ahead-true"));
  }

  @Test
  void whatChangedMeanwhileIsPreparedOnceMore() throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", "zstd");
    try (SquashfsImage image = SquashfsImage.open(base);
        SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
        CowDisk disk = CowDisk.over(source, work);
        PreparedBlocks prepared = new PreparedBlocks(image, target(image), disk, OPTIONS)) {
      first(disk);
      prepared.begin();
      await(prepared);
      second(disk);
      prepared.begin();
      await(prepared);
      new DeltaWriter(
              image, target(image), disk, OPTIONS, Optional.of(prepared), new Cancellation())
          .write(work.resolve("output"), Progress.none());
      assertEquals(5, prepared.used());
      prepared.begin();
      assertTrue(prepared.isIdle(), "nothing is begun once packing has begun");
    }
  }

  @Test
  void aDamagedBlockIsToldByWhoeverPacks() throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", "zstd");
    try (RandomAccessFile file = new RandomAccessFile(base.toFile(), "rw")) {
      file.seek(96);
      file.write(new byte[MEBI]);
    }
    try (SquashfsImage image = SquashfsImage.open(base);
        SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
        CowDisk disk = CowDisk.over(source, work);
        PreparedBlocks prepared = new PreparedBlocks(image, target(image), disk, OPTIONS)) {
      disk.write(5 * BLOCK, filled(4096, 3));
      prepared.begin();
      await(prepared);
      DeltaWriter writer =
          new DeltaWriter(
              image, target(image), disk, OPTIONS, Optional.of(prepared), new Cancellation());
      assertThrows(
          ImageException.class, () -> writer.write(work.resolve("output"), Progress.none()));
      assertEquals(0, prepared.used());
    }
  }
}
