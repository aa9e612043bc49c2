package org.nodecustomize.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.squashfs.SquashfsTools;

/** What mke2fs writes, found by us and by dumpe2fs and debugfs. */
class Ext4MetadataIT {
  @TempDir Path directory = Path.of("");

  private Path fileSystem(String options) throws IOException {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    for (int i = 0; i < 60; i++) {
      Path one = Files.createDirectories(tree.resolve("dir" + i % 7 + "/sub" + i));
      Files.write(one.resolve("file"), SquashfsTools.content(9_000 * (i % 5), i));
    }
    Path many = Files.createDirectory(tree.resolve("many"));
    for (int i = 0; i < 400; i++) {
      Files.createFile(many.resolve("a-name-that-fills-the-directory-" + i));
    }
    Path file = directory.resolve("fs.img");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(200L << 20);
    }
    SquashfsTools.run(("mke2fs -q -F -d " + tree + " " + options + " " + file).split(" ", -1));
    return file;
  }

  private static Ext4Superblock superblock(RandomAccessFile raw) throws IOException {
    byte[] bytes = new byte[Ext4Superblock.LENGTH];
    raw.seek(Ext4Superblock.OFFSET);
    raw.readFully(bytes);
    return Ext4Superblock.read(bytes).orElseThrow();
  }

  private static Ext4Metadata.Reader reader(RandomAccessFile raw) {
    return (offset, target) -> {
      try {
        raw.getChannel().read(target, offset);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096",
        "-t ext4 -b 4096 -O ^64bit,^metadata_csum,^flex_bg -g 8192",
        "-t ext4 -b 1024",
        "-t ext3 -b 4096",
        "-t ext2 -b 2048 -N 3000",
      })
  void tablesDirectoriesAndFreeBlocksAreWhereOthersFindThem(String options) throws IOException {
    Path file = fileSystem(options);
    String dump = SquashfsTools.run("dumpe2fs", file.toString());
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      Ext4Superblock superblock = superblock(raw);
      Ext4Metadata metadata = Ext4Metadata.of(superblock, reader(raw));
      BitSet tables = new BitSet();
      metadata.tables((offset, length) -> mark(tables, offset, length, superblock));
      for (String name : new String[] {"Block bitmap at ", "Inode bitmap at ", "Inode table at "}) {
        Matcher matcher = Pattern.compile("(?i)" + name + "([0-9]+)").matcher(dump);
        while (matcher.find()) {
          if (!name.startsWith("Inode t") || matcher.start() < dump.indexOf("Group 1:")) {
            assertTrue(tables.get(Integer.parseInt(matcher.group(1))), matcher.group());
          }
        }
      }
      assertTrue(tables.cardinality() * (long) superblock.blockSize() < 40L << 20);

      BitSet directories = new BitSet();
      metadata.directories((offset, length) -> mark(directories, offset, length, superblock));
      for (String path : new String[] {"/", "/dir3", "/dir3/sub3", "/many", "/dir6/sub13"}) {
        for (String block : blocks(file, path)) {
          assertTrue(directories.get(Integer.parseInt(block)), path + " " + block);
        }
      }
      assertTrue(directories.cardinality() < 250, "files are none: " + directories.cardinality());

      assertEquals(free(dump, superblock), metadata.freeBlocks());
    }
  }

  @Test
  void clustersAreNotTakenForBlocks() throws IOException {
    // As few clusters in a group as there are blocks in groups of other file systems.
    Path file = fileSystem("-t ext4 -b 4096 -O bigalloc -C 16384 -g 8192");
    String dump = SquashfsTools.run("dumpe2fs", file.toString());
    assertTrue(dump.matches("(?s).*Blocks per group: +32768\\n.*"), dump);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      Ext4Metadata metadata = Ext4Metadata.of(superblock(raw), reader(raw));
      assertEquals(0, metadata.freeBlocks().cardinality());
    }
  }

  private static void mark(BitSet set, long offset, long length, Ext4Superblock superblock) {
    int size = superblock.blockSize();
    set.set((int) (offset / size), (int) ((offset + length + size - 1) / size));
  }

  private static String[] blocks(Path file, String path) {
    String[] blocks =
        SquashfsTools.run("debugfs", "-R", "blocks " + path, file.toString())
            .strip()
            .split("\\s+", -1);
    assertTrue(blocks.length > 0 && !blocks[0].isEmpty(), path);
    return blocks;
  }

  /** The free blocks of groups with a bitmap. */
  private static BitSet free(String dump, Ext4Superblock superblock) {
    BitSet free = new BitSet();
    for (String group : dump.split("\\n(?=Group [0-9]+:)", -1)) {
      Matcher list = Pattern.compile("(?m)^  Free blocks: ([0-9, -]+)$").matcher(group);
      if (group.contains("BLOCK_UNINIT") || !list.find()) {
        continue;
      }
      for (String range : list.group(1).split(", ", -1)) {
        String[] ends = range.split("-", -1);
        free.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
      }
    }
    assertTrue(free.cardinality() <= superblock.freeBlocks());
    return free;
  }

  @Test
  void damageLeadsNowhereElse() throws IOException {
    Path file = fileSystem("-t ext4 -b 1024");
    byte[] head = new byte[1 << 20];
    Ext4Superblock superblock;
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      superblock = superblock(raw);
      raw.seek(0);
      raw.readFully(head);
    }
    Random random = new Random(7);
    for (int round = 0; round < 400; round++) {
      byte[] damaged = head.clone();
      for (int i = 0; i < 1 + round % 20; i++) {
        damaged[Ext4Superblock.OFFSET + random.nextInt(300_000)] = (byte) random.nextInt();
      }
      Ext4Metadata.Reader reader =
          (offset, target) -> {
            assertTrue(offset >= 0 && offset + target.remaining() <= superblock.size());
            while (target.hasRemaining()) {
              long at = offset++;
              target.put(at < damaged.length ? damaged[(int) at] : 0);
            }
          };
      Ext4Metadata metadata = Ext4Metadata.of(superblock, reader);
      long[] told = new long[1];
      metadata.tables((offset, length) -> told[0] += inside(offset, length, superblock));
      metadata.directories((offset, length) -> told[0] += inside(offset, length, superblock));
      assertTrue(metadata.freeBlocks().length() <= superblock.blocks());
      assertTrue(told[0] >= 0);
    }
  }

  private static long inside(long offset, long length, Ext4Superblock superblock) {
    assertTrue(offset >= 0 && length > 0 && offset + length <= superblock.size());
    return length;
  }
}
