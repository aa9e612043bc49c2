package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;

/** qemu reads and writes a disk that lies in a squashfs. */
class NbdServerIT {
  private static final int MEBI = 1 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"-comp xz -b 1M", "-comp zstd", "-comp gzip -b 4096"})
  void qemuReadsAndWritesADiskInASquashfs(String options, @TempDir Path work) throws IOException {
    Path tree = Files.createDirectory(work.resolve("tree"));
    Path raw = tree.resolve("disk");
    SquashfsTools.writeSparse(raw, SquashfsTools.content(6 * MEBI, 1), 6 * MEBI);
    Path path = SquashfsTools.pack(tree, work.resolve("image"), options.split(" ", -1));
    try (SquashfsImage image = SquashfsImage.open(path);
        SquashfsSource source =
            new SquashfsSource(image.file(image.find("disk").orElseThrow()), 4 * MEBI);
        CowDisk disk = CowDisk.over(source, work);
        NbdServer server = NbdServer.start(disk, work)) {
      String uri = "nbd+unix:///?socket=" + server.socket();
      Path copy = work.resolve("copy");
      SquashfsTools.run("qemu-img", "convert", "-f", "raw", "-O", "raw", uri, copy.toString());
      SquashfsTools.assertSameBytes(raw, copy);
      assertEquals(new BitSet(), disk.dirtyBlocks(4096), "reading changes nothing");
      qemuIo(uri);
      qemuIo(raw.toString());
      SquashfsTools.run("qemu-img", "convert", "-f", "raw", "-O", "raw", uri, copy.toString());
      SquashfsTools.assertSameBytes(raw, copy);
      SquashfsTools.run("qemu-img", "compare", "-f", "raw", "-F", "raw", uri, raw.toString());
      assertTrue(server.failure().isEmpty());
      assertTrue(disk.zeroedBytes() > MEBI / 2, "trims and zeroes took no room");
    }
  }

  private static void qemuIo(String disk) {
    SquashfsTools.run(
        "qemu-io",
        "-f",
        "raw",
        "-c",
        "write -P 0x5a 1000000 70000",
        "-c",
        "write -z 2000000 300000",
        "-c",
        "write -P 7 7M 1M",
        "-c",
        "write -f -P 8 11M 512",
        "-d",
        "unmap",
        "-c",
        "discard 1280K 512K",
        "-c",
        "flush",
        "-c",
        "read -P 0x5a 1000000 70000",
        "-c",
        "read -P 0 2000000 300000",
        disk);
  }

  @Test
  void aForwardReaderDecodesEachBlockOnce(@TempDir Path work) throws IOException {
    Path tree = Files.createDirectory(work.resolve("tree"));
    Files.write(tree.resolve("disk"), SquashfsTools.content(8 * MEBI, 3));
    Path path = SquashfsTools.pack(tree, work.resolve("image"), "-comp", "xz", "-b", "256K");
    try (SquashfsImage image = SquashfsImage.open(path);
        SquashfsSource source =
            new SquashfsSource(image.file(image.find("disk").orElseThrow()), 0);
        CowDisk disk = CowDisk.over(source, work);
        NbdServer server = NbdServer.start(disk, work)) {
      Path copy = work.resolve("copy");
      SquashfsTools.run(
          "qemu-img",
          "convert",
          "-f",
          "raw",
          "-O",
          "raw",
          "nbd+unix:///?socket=" + server.socket(),
          copy.toString());
      SquashfsTools.assertSameBytes(tree.resolve("disk"), copy);
      assertEquals(32, source.decodedBlocks());
    }
  }

  @Test
  void aDamagedBlockIsAnIoErrorWithItsReason(@TempDir Path work) throws IOException {
    Path tree = Files.createDirectory(work.resolve("tree"));
    Files.write(tree.resolve("disk"), SquashfsTools.content(MEBI, 3));
    Path path = SquashfsTools.pack(tree, work.resolve("image"), "-comp", "xz");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(3000);
      file.write(new byte[100]);
    }
    try (SquashfsImage image = SquashfsImage.open(path);
        SquashfsSource source =
            new SquashfsSource(image.file(image.find("disk").orElseThrow()), 0);
        CowDisk disk = CowDisk.over(source, work);
        NbdServer server = NbdServer.start(disk, work);
        NbdClient client = NbdClient.ready(server.socket())) {
      client.request(0, 0, 512);
      assertEquals(5, client.reply());
      String reason = String.valueOf(server.failure().orElseThrow().getMessage());
      assertTrue(reason.contains("block 0 of a file (byte 96): bad xz data"), reason);
    }
  }
}
