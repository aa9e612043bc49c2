package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.ext4.Ext4FileSystem;
import org.nodecustomize.ext4.Ext4Metadata;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.ext4.Support;
import org.nodecustomize.squashfs.SquashfsFile;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;
import org.nodecustomize.tree.FileTree;

@Timeout(120)
class WarmUpIT {
  private static final int MEBI = 1 << 20;

  private static Path image(Path work) throws IOException {
    Path content = Files.createDirectory(work.resolve("content"));
    for (int i = 0; i < 300; i++) {
      Path directory = Files.createDirectories(content.resolve("dir" + i));
      Files.write(directory.resolve("file"), SquashfsTools.content(60_000, i));
    }
    for (String name :
        List.of(
            "usr/share/rpm/Packages",
            "usr/lib64/librpm.so.3",
            "usr/lib/python2.7/site-packages/yum/main.pyc")) {
      Path file = content.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, SquashfsTools.content(400_000, name.length()));
    }
    Path tree = Files.createDirectory(work.resolve("tree"));
    Path disk = tree.resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(300L * MEBI);
    }
    SquashfsTools.run(
        "mke2fs",
        "-q",
        "-F",
        "-t",
        "ext4",
        "-b",
        "4096",
        "-d",
        content.toString(),
        disk.toString());
    return SquashfsTools.pack(tree, work.resolve("image"), "-comp", "zstd", "-b", "1M");
  }

  private static Ext4Superblock superblock(Path disk) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      byte[] bytes = new byte[Ext4Superblock.LENGTH];
      file.seek(Ext4Superblock.OFFSET);
      file.readFully(bytes);
      return Ext4Superblock.read(bytes).orElseThrow();
    }
  }

  @Test
  void whatACheckReadsIsThereAndNothingIsDecodedTwice(@TempDir Path work) throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor is left alone");
    Path image = image(work);
    Path disk = work.resolve("tree/disk");
    try (SquashfsImage opened = SquashfsImage.open(image)) {
      SquashfsFile file = opened.file(opened.find("disk").orElseThrow());
      // A cache of a few blocks: what is kept must be kept elsewhere.
      try (SquashfsSource source = new SquashfsSource(file, 1);
          FileChannel plain = FileChannel.open(disk)) {
        Ext4Superblock superblock = superblock(disk);
        try (WarmUp warmUp = WarmUp.start(source, superblock)) {
          warmUp.await();
        }
        long decoded = source.decodedBlocks();
        int stored = 0;
        for (int block = 0; block < file.blockCount(); block++) {
          stored += file.isHole(block) ? 0 : 1;
        }
        // This cache is so small that the package manager's files drive a few blocks out.
        assertTrue(decoded <= stored + source.roomAhead(), decoded + " of " + stored + " blocks");
        List<long[]> ranges = new ArrayList<>();
        Ext4Metadata metadata = Ext4Metadata.of(superblock, source::read);
        metadata.tables((offset, length) -> ranges.add(new long[] {offset, length}));
        metadata.directories((offset, length) -> ranges.add(new long[] {offset, length}));
        assertTrue(ranges.size() > 300, "directories are among them");
        for (long[] range : ranges) {
          ByteBuffer expected = ByteBuffer.allocate((int) range[1]);
          plain.read(expected, range[0]);
          ByteBuffer actual = ByteBuffer.allocate((int) range[1]);
          source.read(range[0], actual);
          assertArrayEquals(expected.array(), actual.array(), "at " + range[0]);
        }
        assertEquals(decoded, source.decodedBlocks(), "nothing is decoded twice");
        assertTrue(source.keptBytes() < 8L * MEBI, "kept: " + source.keptBytes());
      }
    }
  }

  @Test
  void whatAPackageManagerReadsIsDecodedBeforeAnybodyWaits(@TempDir Path work) throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor is left alone");
    Path image = image(work);
    List<String> files =
        List.of(
            "usr/share/rpm/Packages",
            "usr/lib64/librpm.so.3",
            "usr/lib/python2.7/site-packages/yum/main.pyc");
    try (SquashfsImage opened = SquashfsImage.open(image);
        SquashfsSource source =
            new SquashfsSource(opened.file(opened.find("disk").orElseThrow()), 64L * MEBI)) {
      try (WarmUp warmUp = WarmUp.start(source, superblock(work.resolve("tree/disk")))) {
        warmUp.await();
      }
      Support support = Ext4FileSystem.open("disk", new Ext4Source(source.size(), source::read));
      FileTree tree = ((Support.Readable) support).tree();
      for (String file : files) {
        assertArrayEquals(
            SquashfsTools.content(400_000, file.length()),
            tree.read("/" + file, MEBI).orElseThrow());
      }
      assertEquals(0, source.waits());
    }
    try (SquashfsImage opened = SquashfsImage.open(image);
        SquashfsSource cold =
            new SquashfsSource(opened.file(opened.find("disk").orElseThrow()), 64L * MEBI)) {
      cold.read(0, ByteBuffer.allocate(4096));
      assertEquals(1, cold.waits(), "without it, the first reader waits");
    }
  }

  @Test
  void aDamagedFileSystemEndsTheWarmUpAndNothingElse(@TempDir Path work) throws Exception {
    Path image = image(work);
    Ext4Superblock superblock = superblock(work.resolve("tree/disk"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(200);
      file.write(new byte[20_000]);
    }
    try (SquashfsImage opened = SquashfsImage.open(image);
        SquashfsSource source =
            new SquashfsSource(opened.file(opened.find("disk").orElseThrow()), 1);
        WarmUp warmUp = WarmUp.start(source, superblock)) {
      warmUp.await();
      assertEquals(0, source.keptBytes());
    }
  }
}
