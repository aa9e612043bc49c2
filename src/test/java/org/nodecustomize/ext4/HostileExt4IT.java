package org.nodecustomize.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.squashfs.SquashfsTools;
import org.nodecustomize.tree.Manifest;

/**
 * Damaged file systems are read, or refused with an {@link ImageException}, soon and in little
 * memory. Most have no checksums, so that the damage gets to what is behind them.
 */
class HostileExt4IT {
  private static final int CASES = 2600;
  private static final long MOST_NANOS = 5_000_000_000L;
  private static final long MOST_ALLOCATED = 512L << 20;
  private static final int BLOCK = 1024;

  /** What is read of the files of one damaged image. */
  private static final long MOST_CONTENT = 4L << 20;

  @TempDir Path directory = Path.of("");
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 1024 -N 64 -O ^metadata_csum,^has_journal,^resize_inode",
        "-t ext4 -b 1024 -N 64 -O ^metadata_csum,^has_journal,^resize_inode,inline_data,ea_inode,large_dir -I 512",
        "-t ext2 -b 1024 -N 64 -O ^resize_inode",
        "-t ext4 -b 1024 -N 64 -O ^has_journal,^resize_inode,meta_bg"
      })
  void aDamagedFileSystemIsReadOrRefused(String options) throws IOException {
    Path image = image(options);
    byte[] good = Files.readAllBytes(image);
    List<Integer> metadata = metadata(image, good);
    int refused = 0;
    for (int seed = 0; seed < CASES; seed++) {
      byte[] bytes = damaged(good, metadata, new Random(seed));
      String what = options + ", seed " + seed;
      long start = System.nanoTime();
      long allocated = threads.getCurrentThreadAllocatedBytes();
      refused += isRefused(() -> readEverything(bytes)) ? 1 : 0;
      long used = threads.getCurrentThreadAllocatedBytes() - allocated;
      long nanos = System.nanoTime() - start;
      assertTrue(used < MOST_ALLOCATED, () -> what + " allocated " + used + " bytes");
      assertTrue(nanos < MOST_NANOS, () -> what + " took " + nanos / 1_000_000 + " ms");
    }
    assertTrue(refused > CASES / 5, "refused only " + refused);
    assertTrue(refused < CASES, "everything was refused");
  }

  /** Extents that need blocks of their own, indirect blocks, attributes in inodes and in blocks. */
  private Path image(String options) throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    SquashfsTools.writeSparse(tree.resolve("sparse"), SquashfsTools.content(40_000, 1), 100_000);
    for (int i = 0; i < 12; i++) {
      Files.write(tree.resolve("file-with-a-long-name-" + i), SquashfsTools.content(20 * i, i));
    }
    Files.createDirectories(tree.resolve("a/b/c"));
    Files.createLink(tree.resolve("a/b/hard"), tree.resolve("sparse"));
    Files.createSymbolicLink(tree.resolve("a/link"), Path.of("../sparse"));
    Files.createSymbolicLink(tree.resolve("a/long"), Path.of("x".repeat(200)));
    Path image = Ext4Images.make(directory.resolve("fs.img"), 512 << 10, options, tree);
    Path value = directory.resolve("value");
    Files.write(value, SquashfsTools.content(options.contains("ea_inode") ? 900 : 300, 5));
    Ext4Images.debugfs(
        image,
        true,
        List.of(
            "ea_set sparse security.selinux system_u:object_r:usr_t:s0",
            "ea_set -f " + value + " a/b trusted.large",
            "ea_set -f " + value + " file-with-a-long-name-3 user.large",
            "mknod a/null c 1 3"));
    return image;
  }

  /** Blocks with metadata: all but those of the files' content. */
  private static List<Integer> metadata(Path image, byte[] good) throws IOException {
    String content = Ext4Images.debugfs(image, false, List.of("blocks sparse"));
    List<String> data = Arrays.asList(content.strip().split("\\s+", -1));
    List<Integer> blocks = new ArrayList<>();
    for (int block = 1; block < good.length / BLOCK; block++) {
      int from = block * BLOCK;
      boolean empty = Arrays.mismatch(good, from, from + BLOCK, new byte[BLOCK], 0, BLOCK) < 0;
      if (!empty && !data.contains(Integer.toString(block))) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  private static byte[] damaged(byte[] good, List<Integer> metadata, Random random) {
    byte[] bytes = good.clone();
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      int block = metadata.get(random.nextInt(metadata.size()));
      int at = block * BLOCK + random.nextInt(BLOCK / 4) * 4;
      for (int tries = 0; b.getInt(at) == 0 && tries < 50; tries++) {
        at = block * BLOCK + random.nextInt(BLOCK / 4) * 4;
      }
      switch (random.nextInt(6)) {
        case 0 -> bytes[at + random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> b.putInt(at, random.nextInt());
        case 2 -> b.putInt(at, metadata.get(random.nextInt(metadata.size())));
        case 3 -> b.putShort(at + 2 * random.nextInt(2), (short) -1);
        case 4 -> b.putInt(at, random.nextInt(70));
        default -> {
          int other = metadata.get(random.nextInt(metadata.size())) * BLOCK;
          System.arraycopy(good, other, bytes, block * BLOCK, BLOCK);
        }
      }
    }
    return random.nextInt(40) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
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

  /** Attributes of 64 KiB, which every file says are its own. */
  @Test
  void whatManyFilesShareIsNotToldForEach() throws IOException {
    int files = 3300;
    Path tree = Files.createDirectories(directory.resolve("shared"));
    for (int i = 0; i < files; i++) {
      Files.createFile(tree.resolve("f" + i));
    }
    String options = "-t ext4 -b 4096 -I 128 -O ea_inode,^metadata_csum,^has_journal -N 5000";
    Path image = Ext4Images.make(directory.resolve("shared.img"), 16 << 20, options, tree);
    Path value = Files.write(directory.resolve("value"), new byte[4096]);
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      commands.add("ea_set -f " + value + " f0 trusted.a" + i);
    }
    commands.add("stat f0");
    Matcher told =
        Pattern.compile("File ACL: ([1-9][0-9]*)")
            .matcher(Ext4Images.debugfs(image, true, commands));
    assertTrue(told.find());
    List<String> shared = new ArrayList<>();
    for (int i = 1; i < files; i++) {
      shared.add("sif f" + i + " file_acl " + told.group(1));
    }
    Ext4Images.debugfs(image, true, shared);
    Ext4FileSystem ours =
        Ext4Images.readable(
            Ext4FileSystem.open("fs", Ext4Images.source(Files.readAllBytes(image))));
    assertEquals(16, ours.node("/f3299").orElseThrow().attributes().size());
    ImageException e =
        assertThrows(ImageException.class, () -> ours.walk("/", (path, node) -> true));
    assertTrue(
        e.problems()
            .get(0)
            .message()
            .endsWith("paths, links and attributes have more than 201326592 bytes in all"),
        e::toString);
  }

  private static void readEverything(byte[] bytes) {
    Support support = Ext4FileSystem.open("damaged", Ext4Images.source(bytes));
    if (support instanceof Support.NeedsAppliance needs) {
      assertTrue(!needs.because().isBlank());
      return;
    }
    Ext4FileSystem tree = Ext4Images.readable(support);
    Manifest manifest = Manifest.of(tree);
    long budget = MOST_CONTENT;
    for (String path : manifest.paths()) {
      assertTrue(path.startsWith("/") && !path.contains("/../"), path);
      tree.resolve(path);
      tree.list(path);
      if (manifest.get(path).orElseThrow().isRegular() && budget > 0) {
        budget -= contentOf(tree, path, budget);
      }
    }
  }

  private static long contentOf(Ext4FileSystem tree, String path, long limit) {
    try (InputStream in = tree.open(path).orElseThrow()) {
      byte[] buffer = new byte[1 << 14];
      long total = 0;
      for (int count = in.read(buffer); count > 0 && total < limit; count = in.read(buffer)) {
        total += count;
      }
      return total;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
