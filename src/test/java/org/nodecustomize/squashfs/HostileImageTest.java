package org.nodecustomize.squashfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.proc.Cancellation;

/** Damaged images are read, or refused with an {@link ImageException}, soon and in little memory. */
class HostileImageTest {
  static final List<String> FIXTURES = Fixtures.NAMES;

  private static final int CASES = 1500;
  private static final long MOST_NANOS = 5_000_000_000L;
  private static final long MOST_ALLOCATED = 256L << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void aDamagedImageIsReadOrRefused(String name, @TempDir Path work) throws IOException {
    byte[] good = Fixtures.read(name);
    Path file = work.resolve("image");
    int refused = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Files.write(file, damaged(good, new Random(seed)));
      String what = name + ", seed " + seed;
      long start = System.nanoTime();
      long allocated = threads.getCurrentThreadAllocatedBytes();
      refused += isRefused(() -> readEverything(file)) ? 1 : 0;
      long used = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertTrue(used < MOST_ALLOCATED, () -> what + " allocated " + used + " bytes");
      if (seed % 5 == 0) {
        isRefused(() -> verify(file));
      }
      if (seed % 25 == 0) {
        isRefused(() -> writeDelta(file, work.resolve("output")));
      }
      long nanos = System.nanoTime() - start;
      assertTrue(nanos < MOST_NANOS, () -> what + " took " + nanos / 1_000_000 + " ms");
    }
    assertTrue(refused > CASES / 4, "refused only " + refused);
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int flips = 1 + random.nextInt(4);
    for (int i = 0; i < flips; i++) {
      int at =
          switch (random.nextInt(3)) {
            case 0 -> random.nextInt(96);
            case 1 -> random.nextInt(bytes.length);
            default -> bytes.length - 1 - random.nextInt(Math.min(700, bytes.length));
          };
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) 0xff;
        case 2 -> bytes[at] = 0;
        default -> bytes[at] = (byte) random.nextInt();
      }
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  /** Every other exception goes through and fails the test. */
  private static boolean isRefused(Runnable work) {
    try {
      work.run();
      return false;
    } catch (ImageException e) {
      assertTrue(!e.problems().isEmpty() && !e.problems().get(0).message().isBlank());
      return true;
    }
  }

  private static void readEverything(Path file) {
    try (SquashfsImage image = SquashfsImage.open(file)) {
      image.mksquashfsArguments();
      for (SquashfsEntry entry : image.walk()) {
        assertTrue(!entry.path().contains(".."), entry.path());
        image.xattrs(entry);
        if (entry.isFile()) {
          SquashfsFile content = image.file(entry);
          byte[] block = new byte[content.blockSize()];
          for (int i = 0; i < Math.min(64, content.blockCount()); i++) {
            content.readBlock(i, block);
          }
        }
      }
    }
  }

  private static void verify(Path file) {
    try (SquashfsImage image = SquashfsImage.open(file)) {
      SquashfsVerifier.verify(image, 1, Progress.none(), new Cancellation());
    }
  }

  private static void writeDelta(Path file, Path output) {
    try (SquashfsImage image = SquashfsImage.open(file)) {
      var target = image.find(Fixtures.TARGET).filter(SquashfsEntry::isFile);
      if (target.isEmpty()) {
        return;
      }
      ChangedContent changes = new OneByte(target.get().size());
      DeltaOptions options =
          new DeltaOptions(DeltaOptions.Effort.FAST, OptionalLong.of(1_600_000_000), 1);
      new DeltaWriter(image, target.get(), changes, options, new Cancellation())
          .write(output, Progress.none());
    }
  }

  /** The first byte became an x. */
  private record OneByte(long size) implements ChangedContent {
    @Override
    public BitSet dirtyBlocks(int blockSize) {
      BitSet dirty = new BitSet();
      dirty.set(0, size > 0);
      return dirty;
    }

    @Override
    public void overlay(long offset, ByteBuffer content) {
      if (offset == 0) {
        content.put(content.position(), (byte) 'x');
      }
    }
  }
}
