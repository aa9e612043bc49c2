package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.DeltaOptions;
import org.nodecustomize.squashfs.DeltaResult;
import org.nodecustomize.squashfs.DeltaWriter;
import org.nodecustomize.squashfs.Progress;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;
import org.nodecustomize.squashfs.SquashfsVerifier;

/** What the delta writes is what others read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeltaWriterIT {
  private static final String TARGET = "LiveOS/rootfs.img";
  private static final int MEBI = 1 << 20;
  private static final long EPOCH = 1_700_000_000;
  private static final DeltaOptions OPTIONS = DeltaOptions.of(OptionalLong.of(EPOCH));

  private final Path tree;

  DeltaWriterIT(@TempDir Path shared) throws IOException {
    tree = Files.createDirectory(shared.resolve("tree"));
    Path live = Files.createDirectories(tree.resolve("LiveOS"));
    Path disk = live.resolve("rootfs.img");
    SquashfsTools.writeSparse(disk, SquashfsTools.content(5 * MEBI / 2 + 5000, 1), 3 * MEBI);
    Files.write(tree.resolve("before"), SquashfsTools.content(300_000, 2));
    Files.write(tree.resolve("small"), SquashfsTools.content(700, 3));
    Files.createLink(tree.resolve("hard"), tree.resolve("small"));
    Files.write(tree.resolve("empty"), new byte[0]);
    Files.createSymbolicLink(tree.resolve("link"), Path.of(TARGET));
    Files.write(tree.resolve("zz-after"), SquashfsTools.content(400_000, 4));
    Path many = Files.createDirectories(tree.resolve("a/b/many"));
    for (int i = 0; i < 400; i++) {
      Files.writeString(many.resolve("file-with-a-rather-long-name-" + i), "content " + i);
    }
    SquashfsTools.run("setfattr", "-n", "user.a", "-v", "1", tree.resolve("small").toString());
    SquashfsTools.run("setfattr", "-n", "user.b", "-v", "2", disk.toString());
    SquashfsTools.run("mkfifo", tree.resolve("pipe").toString());
  }

  /** The same changes to a disk and to a plain copy of it. */
  private static void change(CowDisk disk, Path copy) throws IOException {
    byte[] noise = SquashfsTools.content(200_000, 9);
    try (FileChannel plain = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      for (long at : new long[] {0, 1_234_567, 4 * MEBI + 17, disk.size() - noise.length}) {
        disk.write(at, ByteBuffer.wrap(noise));
        plain.write(ByteBuffer.wrap(noise), at);
      }
      disk.writeZeroes(700_000, 500_000);
      plain.write(ByteBuffer.allocate(500_000), 700_000);
      disk.trim(2 * MEBI, MEBI);
      plain.write(ByteBuffer.allocate(MEBI), 2 * MEBI);
      // Bytes that are written, but as they were.
      ByteBuffer same = ByteBuffer.allocate(9000);
      disk.read(5_100_000, same);
      disk.write(5_100_000, same.flip());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-comp gzip",
        "-comp gzip -b 4096 -always-use-fragments",
        "-comp gzip -noI -noD -noF -noX -b 32768",
        "-comp xz -Xbcj x86 -b 131072",
        "-comp xz -b 1M -no-exports",
        "-comp xz -Xdict-size 64K -b 256K",
        "-comp zstd -Xcompression-level 5 -b 65536",
        "-comp zstd -no-fragments -no-xattrs",
        "-comp zstd -always-use-fragments",
        "-comp lz4",
        "-comp lz4 -Xhc -b 16384",
        "-comp lzo",
        "-comp lzma",
      })
  void othersReadTheChangedImage(String options, @TempDir Path work) throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), options.split(" ", -1));
    Path expected = Files.copy(tree.resolve(TARGET), work.resolve("expected"));
    Path output = work.resolve("output");
    List<Long> told = Collections.synchronizedList(new ArrayList<>());
    DeltaResult result;
    try (SquashfsImage image = SquashfsImage.open(base);
        SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
        CowDisk disk = CowDisk.over(source, work)) {
      change(disk, expected);
      DeltaWriter writer = new DeltaWriter(image, target(image), disk, OPTIONS, new Cancellation());
      result = writer.write(output, (done, total) -> told.add(total - done));
    }
    assertTrue(result.inPlace());
    assertTrue(result.recompressed() > 0, result.toString());
    assertTrue(result.zero() > 0 || result.blocks() < 20, result.toString());
    assertTrue(result.same() > 0 || result.blocks() < 20, result.toString());
    assertEquals(0, told.get(told.size() - 1), "all the work was counted");
    assertEquals(0, Files.size(output) % 4096);
    assertUnsquashfsReads(output, expected, work.resolve("out"));
    assertEquals(listing(base), listing(output));
    assertSameXattrs(base, output);
    assertMounts(base, output, expected, Files.createDirectory(work.resolve("mount")));
    try (SquashfsImage image = SquashfsImage.open(output)) {
      assertEquals(
          List.of(), SquashfsVerifier.verify(image, 2, Progress.none(), new Cancellation()));
    }
  }

  private static SquashfsEntry target(SquashfsImage image) {
    return image.find(TARGET).orElseThrow();
  }

  private void assertUnsquashfsReads(Path image, Path expected, Path directory) throws IOException {
    SquashfsTools.unpack(image, directory);
    SquashfsTools.assertSameBytes(expected, directory.resolve(TARGET));
    Files.delete(directory.resolve(TARGET));
    Files.createFile(directory.resolve(TARGET));
    for (String name : new String[] {"before", "small", "hard", "empty", "zz-after"}) {
      SquashfsTools.assertSameBytes(tree.resolve(name), directory.resolve(name));
    }
    SquashfsTools.run(
        "diff", "-r", tree.resolve("a").toString(), directory.resolve("a").toString());
    assertTrue(
        SquashfsTools.run("unsquashfs", "-s", image.toString())
            .contains("SQUASHFS 4:0 superblock"));
  }

  /** Modes, owners, sizes, times and names, without the sizes of directories. */
  private static List<String> listing(Path image) {
    return SquashfsTools.run("unsquashfs", "-lln", image.toString())
        .lines()
        .filter(line -> !line.contains(TARGET) || line.startsWith("l"))
        .map(line -> line.startsWith("d") ? line.replaceFirst(" +[0-9]+ ", " ") : line)
        .toList();
  }

  private static void assertSameXattrs(Path before, Path after) {
    try (SquashfsImage old = SquashfsImage.open(before);
        SquashfsImage image = SquashfsImage.open(after)) {
      for (SquashfsEntry entry : old.walk()) {
        var expected = old.xattrs(entry);
        var actual = image.xattrs(image.find(entry.path()).orElseThrow());
        assertEquals(expected.keySet(), actual.keySet(), entry.path());
        expected.forEach((name, value) -> assertArrayEquals(value, actual.get(name), name));
      }
    }
  }

  /** Where the kernel or FUSE mounts the base, it must mount the output too and read the same. */
  private static void assertMounts(Path base, Path image, Path expected, Path mount)
      throws IOException {
    List<List<String>> ways =
        List.of(List.of("mount", "-t", "squashfs", "-o", "loop,ro"), List.of("squashfuse"));
    for (List<String> way : ways) {
      List<String> first = new ArrayList<>(way);
      first.addAll(List.of(base.toString(), mount.toString()));
      if (!SquashfsTools.succeeds(first.toArray(String[]::new))) {
        continue;
      }
      SquashfsTools.run("umount", "-l", mount.toString());
      List<String> second = new ArrayList<>(way);
      second.addAll(List.of(image.toString(), mount.toString()));
      SquashfsTools.run(second.toArray(String[]::new));
      try {
        SquashfsTools.assertSameBytes(expected, mount.resolve(TARGET));
        SquashfsTools.run("ls", "-lR", mount.toString());
      } finally {
        SquashfsTools.run("umount", "-l", mount.toString());
      }
    }
  }

  @Test
  void anImageWithoutChangesIsTheSameToTheLastByte(@TempDir Path work) throws IOException {
    Path plain = Files.createDirectories(work.resolve("plain/LiveOS"));
    Files.copy(tree.resolve(TARGET), plain.resolve("rootfs.img"));
    for (String options : new String[] {"-comp gzip", "-comp zstd -b 64K", "-comp gzip -noI"}) {
      Path base =
          SquashfsTools.pack(work.resolve("plain"), work.resolve("base"), options.split(" ", -1));
      Path output = work.resolve("output");
      try (SquashfsImage image = SquashfsImage.open(base);
          SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
          CowDisk disk = CowDisk.over(source, work)) {
        assertEquals(Optional.empty(), DeltaWriter.obstacle(image, target(image)));
        DeltaResult result =
            new DeltaWriter(
                    image,
                    target(image),
                    disk,
                    DeltaOptions.of(OptionalLong.empty()),
                    new Cancellation())
                .write(output, Progress.none());
        assertEquals(0, result.dirtyBlocks());
      }
      SquashfsTools.assertSameBytes(base, output);
    }
  }

  @Test
  void theSameChangesGiveTheSameImage(@TempDir Path work) throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", "xz");
    for (String name : new String[] {"one", "two"}) {
      try (SquashfsImage image = SquashfsImage.open(base);
          SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
          CowDisk disk = CowDisk.over(source, work)) {
        Path copy = work.resolve("copy");
        Files.copy(tree.resolve(TARGET), copy, StandardCopyOption.REPLACE_EXISTING);
        change(disk, copy);
        new DeltaWriter(image, target(image), disk, OPTIONS, new Cancellation())
            .write(work.resolve(name), Progress.none());
      }
    }
    SquashfsTools.assertSameBytes(work.resolve("one"), work.resolve("two"));
    try (SquashfsImage image = SquashfsImage.open(work.resolve("one"))) {
      assertEquals(EPOCH, image.superblock().mtime());
      assertEquals(EPOCH, target(image).mtime());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-comp zstd -b 128K", "-comp gzip -always-use-fragments"})
  void aGrownDiskIsWritten(String options, @TempDir Path work) throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), options.split(" ", -1));
    Path expected = Files.copy(tree.resolve(TARGET), work.resolve("expected"));
    Path output = work.resolve("output");
    try (SquashfsImage image = SquashfsImage.open(base);
        SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
        CowDisk disk = CowDisk.over(source, work)) {
      long size = disk.size() + 5L * 1000 * MEBI;
      disk.grow(size);
      byte[] end = SquashfsTools.content(10_000, 7);
      disk.write(size - end.length, ByteBuffer.wrap(end));
      try (FileChannel plain = FileChannel.open(expected, StandardOpenOption.WRITE)) {
        plain.write(ByteBuffer.wrap(end), size - end.length);
      }
      DeltaResult result =
          new DeltaWriter(image, target(image), disk, OPTIONS, new Cancellation())
              .write(output, Progress.none());
      assertTrue(result.recompressed() <= 3, result.toString());
      assertTrue(Files.size(output) < Files.size(base) + 400_000);
    }
    try (SquashfsImage image = SquashfsImage.open(output)) {
      assertEquals(Files.size(expected), target(image).size());
      var file = image.file(target(image));
      for (int block = 0; block < file.blockCount(); block++) {
        if (!file.isHole(block)) {
          ByteBuffer actual = ByteBuffer.allocate(file.blockLength(block));
          file.read((long) block * file.blockSize(), actual);
          ByteBuffer original = ByteBuffer.allocate(actual.capacity());
          try (FileChannel plain = FileChannel.open(expected)) {
            plain.read(original, (long) block * file.blockSize());
          }
          assertArrayEquals(original.array(), actual.array(), "block " + block);
        }
      }
    }
    Path out = SquashfsTools.unpack(output, work.resolve("out"));
    assertEquals(
        SquashfsTools.run("stat", "-c", "%s", expected.toString()),
        SquashfsTools.run("stat", "-c", "%s", out.resolve(TARGET).toString()));
    assertTrue(
        Long.parseLong(
                SquashfsTools.run("stat", "-c", "%b", out.resolve(TARGET).toString()).strip())
            < 20_000,
        "holes stay holes");
  }

  @Test
  void blocksThatAnotherFileSharesStay(@TempDir Path work) throws IOException {
    Path twins = Files.createDirectories(work.resolve("twins/LiveOS"));
    Files.copy(tree.resolve(TARGET), twins.resolve("rootfs.img"));
    Files.copy(tree.resolve(TARGET), twins.resolve("another.img"));
    Path base = SquashfsTools.pack(work.resolve("twins"), work.resolve("base"), "-comp", "zstd");
    Path expected = Files.copy(tree.resolve(TARGET), work.resolve("expected"));
    try (SquashfsImage image = SquashfsImage.open(base);
        SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
        CowDisk disk = CowDisk.over(source, work)) {
      change(disk, expected);
      DeltaResult result =
          new DeltaWriter(image, target(image), disk, OPTIONS, new Cancellation())
              .write(work.resolve("output"), Progress.none());
      assertFalse(result.inPlace());
    }
    Path out = SquashfsTools.unpack(work.resolve("output"), work.resolve("out"));
    SquashfsTools.assertSameBytes(expected, out.resolve(TARGET));
    SquashfsTools.assertSameBytes(tree.resolve(TARGET), out.resolve("LiveOS/another.img"));
  }

  @Test
  void aDeltaOfADeltaIsAnImageToo(@TempDir Path work) throws IOException {
    Path image = SquashfsTools.pack(tree, work.resolve("image0"), "-comp", "xz", "-b", "1M");
    Path expected = Files.copy(tree.resolve(TARGET), work.resolve("expected"));
    int round = 0;
    for (DeltaOptions.Effort effort : DeltaOptions.Effort.values()) {
      round++;
      Path next = work.resolve("image" + round);
      try (SquashfsImage base = SquashfsImage.open(image);
          SquashfsSource source = new SquashfsSource(base.file(target(base)), MEBI);
          CowDisk disk = CowDisk.over(source, work);
          FileChannel plain = FileChannel.open(expected, StandardOpenOption.WRITE)) {
        byte[] bytes = SquashfsTools.content(100_000, round);
        disk.write(round * 1_100_000L, ByteBuffer.wrap(bytes));
        plain.write(ByteBuffer.wrap(bytes), round * 1_100_000L);
        new DeltaWriter(
                base,
                target(base),
                disk,
                new DeltaOptions(effort, OptionalLong.of(EPOCH), 2),
                new Cancellation())
            .write(next, Progress.none());
      }
      image = next;
    }
    assertUnsquashfsReads(image, expected, work.resolve("out"));
  }

  @Test
  void aCancelledDeltaLeavesNothing(@TempDir Path work) {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", "zstd");
    Path output = work.resolve("output");
    Cancellation cancellation = new Cancellation();
    try (SquashfsImage image = SquashfsImage.open(base);
        SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
        CowDisk disk = CowDisk.over(source, work)) {
      DeltaWriter writer = new DeltaWriter(image, target(image), disk, OPTIONS, cancellation);
      assertThrows(
          RunInterruptedException.class,
          () -> writer.write(output, (done, total) -> cancellation.cancel()));
      assertFalse(Files.exists(output));
      DeltaWriter onTheBase =
          new DeltaWriter(image, target(image), disk, OPTIONS, new Cancellation());
      assertThrows(IllegalArgumentException.class, () -> onTheBase.write(base, Progress.none()));
      assertTrue(Files.exists(base));
    }
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("squashfs")),
        "no thread is left");
  }

  @Test
  void aFailedSelfCheckSaysWhatToDoAndLeavesNothing(@TempDir Path work) {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", "zstd");
    Path output = work.resolve("output");
    try (SquashfsImage image = SquashfsImage.open(base);
        SquashfsSource source = new SquashfsSource(image.file(target(image)), MEBI);
        CowDisk disk = CowDisk.over(source, work)) {
      disk.write(0, ByteBuffer.wrap(SquashfsTools.content(200_000, 5)));
      DeltaWriter writer = new DeltaWriter(image, target(image), disk, OPTIONS, new Cancellation());
      HostException e =
          assertThrows(
              HostException.class,
              () ->
                  writer.write(
                      output,
                      (done, total) -> {
                        if (done == total) {
                          damage(output);
                        }
                      }));
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith("the new image failed its check, nothing was written: "),
          e::getMessage);
      assertTrue(e.problems().get(0).hint().orElse("").contains("--recompress"), e::toString);
      assertFalse(Files.exists(output));
    }
  }

  /** What a bad disk might do to the first block. */
  private static void damage(Path output) {
    try (FileChannel channel = FileChannel.open(output, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[64]), 200);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aVendorsOwnOptionsAreRefused(@TempDir Path work) {
    Path base = TestData.require("squashfs/openwrt-15.05-wr841n-v9-rootfs-xz.squashfs");
    try (SquashfsImage image = SquashfsImage.open(base)) {
      SquashfsEntry busybox = image.find("bin/busybox").orElseThrow();
      try (SquashfsSource source = new SquashfsSource(image.file(busybox), MEBI);
          CowDisk disk = CowDisk.over(source, work)) {
        DeltaWriter writer = new DeltaWriter(image, busybox, disk, OPTIONS, new Cancellation());
        ImageException e =
            assertThrows(
                ImageException.class, () -> writer.write(work.resolve("o"), Progress.none()));
        assertEquals(
            base + ": unsupported image: a vendor's form of xz options, 12 bytes", e.getMessage());
        assertEquals(
            Optional.of("a vendor's form of xz options, 12 bytes"),
            DeltaWriter.obstacle(image, busybox),
            "told before anything is done");
      }
    }
  }

  @Test
  void aTreeOfTheSamplesIsWrittenAnew(@TempDir Path work) throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "the tree has a device");
    Path sample = TestData.require("squashfs/openwrt-15.05-wr841n-v9-rootfs-xz.squashfs");
    Path base =
        SquashfsTools.pack(
            SquashfsTools.unpack(sample, work.resolve("sample")), work.resolve("base"));
    Path output = work.resolve("output");
    try (SquashfsImage image = SquashfsImage.open(base)) {
      SquashfsEntry busybox = image.find("bin/busybox").orElseThrow();
      try (SquashfsSource source = new SquashfsSource(image.file(busybox), MEBI);
          CowDisk disk = CowDisk.over(source, work)) {
        disk.write(1000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        new DeltaWriter(image, busybox, disk, OPTIONS, new Cancellation())
            .write(output, Progress.none());
      }
    }
    Path before = SquashfsTools.unpack(base, work.resolve("before"));
    Path after = SquashfsTools.unpack(output, work.resolve("after"));
    try (FileChannel plain =
        FileChannel.open(before.resolve("bin/busybox"), StandardOpenOption.WRITE)) {
      plain.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1000);
    }
    // diff never calls two devices equal; the listings compare them.
    Files.delete(before.resolve("dev/console"));
    Files.delete(after.resolve("dev/console"));
    SquashfsTools.run("diff", "-r", "--no-dereference", before.toString(), after.toString());
    assertEquals(
        listing(base).stream().filter(line -> !line.contains("bin/busybox")).toList(),
        listing(output).stream().filter(line -> !line.contains("bin/busybox")).toList());
  }
}
