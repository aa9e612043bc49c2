package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.squashfs.SquashfsTools;

/** Images as mksquashfs and mke2fs make them, one for each way to be wrong. */
class ImageProbeIT {
  private final Path directory;
  private final Path tree;
  private final Path live;

  ImageProbeIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    tree = directory.resolve("tree");
    live = Files.createDirectories(tree.resolve("LiveOS"));
  }

  private static void ext4(Path file) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(8 << 20);
    }
    SquashfsTools.run("mke2fs", "-q", "-F", "-t", "ext4", "-L", "LiveOS", file.toString());
  }

  private Path pack() {
    return SquashfsTools.pack(tree, directory.resolve("x"), "-comp", "gzip");
  }

  private String refusal(Path image) {
    return Problems.of(ImageException.class, () -> ImageProbe.probe(image))
        .replace(directory + "/", "");
  }

  @Test
  void aLiveimgIsNested() throws IOException {
    ext4(live.resolve("rootfs.img"));
    Files.writeString(live.resolve("notes.txt"), "x");
    Container.Nested nested = (Container.Nested) ImageProbe.probe(pack());
    assertEquals("liveimg (squashfs with LiveOS/rootfs.img, ext4)", nested.description());
    assertEquals("LiveOS/rootfs.img", nested.innerPath());
    assertEquals(8 << 20, nested.innerSize());
    assertEquals("LiveOS", nested.superblock().orElseThrow().label());
    assertEquals(1, nested.otherFiles().size());
    assertTrue(nested.otherFiles().get(0).endsWith("LiveOS/notes.txt"));
    assertEquals("gzip", nested.squashfs().compressor());
    assertTrue(nested.squashfs().arguments().containsAll(List.of("-comp", "gzip")));
  }

  @Test
  void twoInnerImagesAreTooMany() throws IOException {
    Files.writeString(live.resolve("rootfs.img"), "a");
    Files.writeString(live.resolve("ext3fs.img"), "b");
    String text = refusal(pack()).replace(" /LiveOS", " LiveOS");
    assertEquals(
        "x: expected exactly one LiveOS/*.img but there are 2: LiveOS/ext3fs.img,"
            + " LiveOS/rootfs.img\n",
        text);
  }

  @Test
  void noInnerImageIsTooFew() throws IOException {
    Files.createDirectory(live.resolve("rootfs.img"));
    assertEquals("x: expected exactly one LiveOS/*.img but there is none\n", refusal(pack()));
  }

  @Test
  void aSquashfsOfAnythingElseIsRefused() throws IOException {
    Files.delete(live);
    Files.writeString(tree.resolve("holiday.jpg"), "x");
    assertEquals("x: not a liveimg: the squashfs has neither LiveOS nor usr\n", refusal(pack()));
  }

  @Test
  void aRootTreeIsFlat() throws IOException {
    Files.delete(live);
    Files.createDirectory(tree.resolve("usr"));
    Container container = ImageProbe.probe(pack());
    assertEquals("flat squashfs (the root tree itself)", container.description());
  }

  @Test
  void anInnerFileThatIsNoFileSystemIsRefused() throws IOException {
    Files.writeString(live.resolve("rootfs.img"), "hello");
    assertEquals(
        "x: LiveOS/rootfs.img: not a file system: expected ext4 or xfs\n",
        refusal(pack()).replace(": /LiveOS", ": LiveOS"));
  }

  @Test
  void anInnerFileOfAnotherFormatIsNamed() throws IOException {
    Files.write(live.resolve("rootfs.img"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertEquals(
        "x: LiveOS/rootfs.img: expected an ext4 or xfs file system but was gzip-compressed data\n",
        refusal(pack()).replace(": /LiveOS", ": LiveOS"));
  }

  @Test
  void anEmptyInnerFileIsRefused() throws IOException {
    Files.createFile(live.resolve("rootfs.img"));
    assertEquals(
        "x: LiveOS/rootfs.img: not a file system: expected ext4 or xfs\n",
        refusal(pack()).replace(": /LiveOS", ": LiveOS"));
  }

  @Test
  void aTruncatedInnerFileSystemIsRefused() throws IOException {
    Path inner = live.resolve("rootfs.img");
    ext4(inner);
    truncate(inner, 4 << 20);
    assertEquals(
        "x: LiveOS/rootfs.img: truncated: the file system needs 8,388,608 bytes but there are"
            + " 4,194,304\nhint: get the image again\n",
        refusal(pack()).replace(": /LiveOS", ": LiveOS"));
  }

  @Test
  void aTruncatedSquashfsIsRefused() throws IOException {
    Files.write(live.resolve("rootfs.img"), SquashfsTools.content(1 << 20, 1));
    Path image = pack();
    long size = Files.size(image);
    truncate(image, size / 2);
    String text = refusal(image);
    assertTrue(text.startsWith("x: bad squashfs: "), text);
    truncate(image, 50);
    String header = refusal(image);
    assertTrue(header.startsWith("x: bad squashfs: "), header);
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }
}
