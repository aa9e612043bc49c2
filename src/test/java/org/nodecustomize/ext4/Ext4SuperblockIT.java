package org.nodecustomize.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.squashfs.SquashfsTools;

/** What mke2fs writes, read by us and by dumpe2fs. */
class Ext4SuperblockIT {
  @TempDir Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext4 -b 4096 -L LiveOS -m 5",
        "-t ext4 -b 1024 -O ^64bit -L 0123456789abcdef",
        "-t ext3 -b 2048",
        "-t ext2 -b 1024 -N 500",
        "-t ext4 -b 4096 -O 64bit,metadata_csum -m 0"
      })
  void weReadWhatDumpe2fsReads(String options) throws IOException {
    Path file = directory.resolve("fs.img");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(33L << 20);
    }
    SquashfsTools.run(("mke2fs -q -F " + options + " " + file).split(" ", -1));
    Map<String, String> told =
        SquashfsTools.run("dumpe2fs", "-h", file.toString())
            .lines()
            .filter(line -> line.contains(":"))
            .map(line -> line.split(":", 2))
            .collect(Collectors.toMap(p -> p[0].strip(), p -> p[1].strip(), (a, b) -> a));
    byte[] bytes = new byte[Ext4Superblock.LENGTH];
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
      raw.seek(Ext4Superblock.OFFSET);
      raw.readFully(bytes);
    }
    Ext4Superblock ours = Ext4Superblock.read(bytes).orElseThrow();
    assertEquals(told.get("Block size"), Integer.toString(ours.blockSize()));
    assertEquals(told.get("Block count"), Long.toString(ours.blocks()));
    assertEquals(told.get("Free blocks"), Long.toString(ours.freeBlocks()));
    assertEquals(told.get("Inode count"), Long.toString(ours.inodes()));
    assertEquals(told.get("Free inodes"), Long.toString(ours.freeInodes()));
    assertEquals(told.get("Reserved block count"), Long.toString(ours.reservedBlocks()));
    assertEquals(told.get("Filesystem UUID"), ours.uuid().toString());
    assertEquals(
        told.getOrDefault("Filesystem volume name", "?").replace("<none>", ""), ours.label());
    assertEquals("clean".equals(told.get("Filesystem state")), ours.cleanlyUnmounted());
    assertEquals(options.split(" ", -1)[1], ours.type());
  }
}
