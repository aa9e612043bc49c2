package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.DeltaOptions;
import org.nodecustomize.squashfs.DeltaWriter;
import org.nodecustomize.squashfs.Progress;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;
import org.nodecustomize.squashfs.SquashfsVerifier;

/** An image that is customized again and again must not become worse than one packed at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuccessiveDeltasIT {
  private static final String TARGET = "LiveOS/rootfs.img";
  private static final int MEBI = 1 << 20;
  private static final int ROUNDS = 10;

  /** Programs and libraries of this machine: content as images have it. */
  private final byte[] programs;

  private final Path tree;

  SuccessiveDeltasIT(@TempDir Path shared) throws IOException {
    programs = programs(24 * MEBI);
    tree = Files.createDirectories(shared.resolve("tree"));
    Path disk = Files.createDirectories(tree.resolve("LiveOS")).resolve("rootfs.img");
    try (FileChannel channel =
        FileChannel.open(disk, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(programs, 0, 16 * MEBI), 3 * MEBI);
      channel.write(ByteBuffer.wrap(new byte[1]), 40L * MEBI - 1);
    }
  }

  private static byte[] programs(int length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(Path.of("/usr/bin"))) {
      List<Path> some = files.filter(path -> Files.isRegularFile(path)).sorted().toList();
      for (Path file : some) {
        if (out.size() < length && Files.isReadable(file) && Files.size(file) < 4L * MEBI) {
          out.write(Files.readAllBytes(file));
        }
      }
    }
    assertTrue(out.size() >= length, "too few programs in /usr/bin: " + out.size());
    return out.toByteArray();
  }

  private static SquashfsEntry target(SquashfsImage image) {
    return image.find(TARGET).orElseThrow();
  }

  /** Replaces, adds and removes as a package manager does: mostly whole granules, some in part. */
  private void change(CowDisk disk, FileChannel plain, Random random) throws IOException {
    for (int i = 0; i < 12; i++) {
      int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 900_000 : 20_000);
      long place = random.nextInt(38) * (long) MEBI + random.nextInt(256) * 4096L;
      place += random.nextInt(3) == 0 ? random.nextInt(4096) : 0;
      int from = random.nextInt(programs.length - length);
      ByteBuffer bytes = ByteBuffer.wrap(programs, from, length);
      if (random.nextInt(4) == 0) {
        disk.writeZeroes(place, length);
        bytes = ByteBuffer.allocate(length);
      } else {
        disk.write(place, bytes.duplicate());
      }
      plain.write(bytes, place);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-comp xz -Xbcj x86 -b 128K",
        "-comp xz -b 1M",
        "-comp zstd -b 128K",
        "-comp gzip -b 64K",
        "-comp lz4 -Xhc -b 128K",
      })
  void tenDeltasAreAtMostOnePercentLargerThanOneFullPacking(String options, @TempDir Path work)
      throws IOException {
    String[] arguments = options.split(" ", -1);
    Path image = SquashfsTools.pack(tree, work.resolve("image0"), arguments);
    Path live = Files.createDirectories(work.resolve("plain/LiveOS"));
    Path plain = Files.copy(tree.resolve(TARGET), live.resolve("rootfs.img"));
    Random random = new Random(options.hashCode());
    for (int round = 1; round <= ROUNDS; round++) {
      Path next = work.resolve("image" + round);
      try (SquashfsImage base = SquashfsImage.open(image);
          SquashfsSource source = new SquashfsSource(base.file(target(base)), 8 * MEBI);
          CowDisk disk = CowDisk.over(source, work);
          FileChannel channel = FileChannel.open(plain, StandardOpenOption.WRITE)) {
        change(disk, channel, random);
        new DeltaWriter(
                base,
                target(base),
                disk,
                DeltaOptions.of(OptionalLong.of(1_700_000_000)),
                new Cancellation())
            .write(next, Progress.none());
      }
      Files.delete(image);
      image = next;
    }
    Path once = SquashfsTools.pack(work.resolve("plain"), work.resolve("once"), arguments);
    double ratio = (double) Files.size(image) / Files.size(once);
    assertTrue(ratio <= 1.01, () -> "%.4f times as large".formatted(ratio));
    Path out = SquashfsTools.unpack(image, work.resolve("out"));
    SquashfsTools.assertSameBytes(plain, out.resolve(TARGET));
    try (SquashfsImage last = SquashfsImage.open(image)) {
      assertEquals(
          List.of(), SquashfsVerifier.verify(last, 2, Progress.none(), new Cancellation()));
    }
  }
}
