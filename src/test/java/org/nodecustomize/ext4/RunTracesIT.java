package org.nodecustomize.ext4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.squashfs.SquashfsTools;

/**
 * The same change at another time and with other random numbers, made by debugfs and e2fsck, is the
 * same to the byte once its traces are taken out, and sound by e2fsck.
 */
class RunTracesIT {
  private static final int SIZE = 24 << 20;
  private static final long FIRST = 1_900_000_000L;
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final RunClock CLOCK =
      new RunClock(Instant.ofEpochSecond(FIRST), Instant.ofEpochSecond(FIRST + 1000), TIME);

  @TempDir Path directory = Path.of("");

  private Path base(String options) throws IOException {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    for (String name : List.of("keep", "old", "rewritten")) {
      Files.writeString(tree.resolve(name), name.repeat(500));
    }
    Files.createDirectory(tree.resolve("directory"));
    return Ext4Images.make(
        directory.resolve("base.img"),
        SIZE,
        options + " -U 0c9bd2c6-7b3a-4d6f-9d3e-0a4f6c1f2f11 -E hash_seed=0c9bd2c6-7b3a-4d6f-9d3e-0a4f6c1f2f12",
        tree);
  }

  /** Makes files and directories, a directory with an index, a tree of extents; removes a file. */
  private byte[] run(Path base, long second, int random) throws IOException {
    Path image = Files.copy(base, directory.resolve("run-" + random + ".img"));
    Path content = directory.resolve("pieces-" + random);
    try (FileChannel out =
        FileChannel.open(content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 40; i++) {
        out.write(ByteBuffer.wrap("piece".getBytes(StandardCharsets.US_ASCII)), i * 131072L);
      }
    }
    Path small = Files.writeString(directory.resolve("small-" + random), "small\n");
    List<String> commands =
        new ArrayList<>(
            List.of(
                "mkdir new",
                "mkdir new/many",
                "write " + content + " new/pieces",
                "symlink new/link " + "x/".repeat(100),
                "rm old",
                "sif directory mtime @" + second,
                "sif directory ctime @" + second));
    for (int i = 0; i < 400; i++) {
      commands.add("write " + small + " new/many/a-rather-long-name-of-a-file-" + i);
    }
    int generation = random;
    for (String path : List.of("new", "new/many", "new/pieces", "new/many/a-rather-long-name-of-a-file-7")) {
      commands.add("sif " + path + " generation " + generation++);
    }
    Path script = Files.write(directory.resolve("commands-" + random), commands);
    String clock = "E2FSPROGS_FAKE_TIME=" + second;
    SquashfsTools.run("env", clock, "debugfs", "-w", "-f", script.toString(), image.toString());
    // Makes the index, and the checksums that the new generations ask for.
    SquashfsTools.run("env", clock, "sh", "-c", "e2fsck -fyD '" + image + "'; [ $? -le 1 ]");
    return Files.readAllBytes(image);
  }

  private static RunTraces.Result settle(byte[] base, byte[] now) {
    BitSet changed = new BitSet();
    for (int at = 0; at < now.length; at += RunTraces.PIECE) {
      changed.set(
          at / RunTraces.PIECE,
          !Arrays.equals(base, at, at + RunTraces.PIECE, now, at, at + RunTraces.PIECE));
    }
    return RunTraces.remove(
        Ext4Images.source(base),
        Ext4Images.source(now),
        (offset, bytes) -> bytes.get(now, (int) offset, bytes.remaining()),
        changed,
        CLOCK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096",
        "-t ext4 -b 1024",
        "-t ext4 -b 4096 -I 128",
        "-t ext4 -b 4096 -O 64bit,metadata_csum,metadata_csum_seed",
        "-t ext4 -b 1024 -O ^64bit,metadata_csum,^flex_bg",
        "-t ext4 -b 4096 -O ^metadata_csum,uninit_bg",
        "-t ext4 -b 4096 -O ^64bit,^metadata_csum,^uninit_bg,^flex_bg",
        "-t ext4 -b 2048 -I 512 -O inline_data,metadata_csum",
        "-t ext4 -b 4096 -O ^extents,^64bit,metadata_csum",
        "-t ext4 -b 65536",
        "-t ext3 -b 4096 -I 256",
        "-t ext2 -b 1024 -I 128"
      })
  void twoRunsAreTheSameOnceTheirTracesAreGone(String options) throws IOException {
    Path image = base(options);
    byte[] base = Files.readAllBytes(image);
    byte[] one = run(image, FIRST + 1, 1001);
    byte[] two = run(image, FIRST + 501, 7002);
    assertFalse(Arrays.equals(one, two));
    for (byte[] bytes : List.of(one, two)) {
      RunTraces.Result result = settle(base, bytes);
      assertEquals(List.of(), result.left());
      assertTrue(result.inodes() >= 405, () -> "inodes: " + result.inodes());
    }
    assertArrayEquals(one, two);
    Path settled = Files.write(directory.resolve("settled.img"), one);
    SquashfsTools.run("e2fsck", "-fn", settled.toString());
    String seconds = Long.toHexString(TIME.getEpochSecond());
    for (String path : List.of("/new", "/new/many", "/new/pieces", "/directory")) {
      String told = Ext4Images.debugfs(settled, false, List.of("stat " + path));
      assertTrue(told.contains("ctime: 0x" + seconds), told);
      assertTrue(told.contains("mtime: 0x" + seconds), told);
    }
    assertEquals(
        Ext4Images.debugfs(image, false, List.of("stat /keep")),
        Ext4Images.debugfs(settled, false, List.of("stat /keep")));
    assertEquals(0, settle(base, one.clone()).left().size());
  }

  @Test
  void settlingTwiceChangesNothing() throws IOException {
    Path image = base("-t ext4 -b 4096");
    byte[] base = Files.readAllBytes(image);
    byte[] one = run(image, FIRST + 1, 1001);
    settle(base, one);
    byte[] again = one.clone();
    settle(base, again);
    assertArrayEquals(one, again);
  }

  @Test
  void whatDoesNotMatchItsChecksumStaysAndIsNamed() throws IOException {
    Path image = base("-t ext4 -b 4096 -O metadata_csum");
    byte[] base = Files.readAllBytes(image);
    byte[] one = run(image, FIRST + 1, 1001);
    String told =
        Ext4Images.debugfs(
            directory.resolve("run-1001.img"), false, List.of("bmap new/many 1", "stat new/many"));
    int block =
        Integer.parseInt(
            told.lines().filter(line -> line.matches("[0-9]+")).findFirst().orElseThrow());
    one[block * 4096 + 300] ^= 1;
    byte[] damaged = Arrays.copyOfRange(one, block * 4096, (block + 1) * 4096);
    RunTraces.Result result = settle(base, one);
    assertEquals(1, result.left().size(), result.left().toString());
    assertTrue(
        result.left().get(0).contains("a block of the directory does not match its checksum"),
        result.left().get(0));
    assertArrayEquals(damaged, Arrays.copyOfRange(one, block * 4096, (block + 1) * 4096));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 1024 -O ^metadata_csum",
        "-t ext4 -b 1024 -O metadata_csum",
        "-t ext2 -b 1024 -I 128"
      })
  void aDamagedFileSystemIsLeftWithinItsBounds(String options) throws IOException {
    Path image = base(options);
    byte[] base = Files.readAllBytes(image);
    byte[] good = run(image, FIRST + 1, 1001);
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] now = good.clone();
      for (int i = 0; i < 40; i++) {
        // The superblock, its descriptors, bitmaps and the first inodes.
        now[1024 + random.nextInt(400 << 10)] = (byte) random.nextInt();
      }
      // The writer's own bounds, those of the array, are the assertion.
      assertTrue(settle(base, now).left().size() < 1000);
    }
  }
}
