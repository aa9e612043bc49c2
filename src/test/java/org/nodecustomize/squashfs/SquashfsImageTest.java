package org.nodecustomize.squashfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.proc.Cancellation;

class SquashfsImageTest {
  static final List<String> FIXTURES = Fixtures.NAMES;

  private final Path file;

  SquashfsImageTest(@TempDir Path work) {
    file = work.resolve("image");
  }

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void readsEveryCompressor(String name) throws IOException {
    Files.write(file, Fixtures.read(name));
    try (SquashfsImage image = SquashfsImage.open(file)) {
      assertEquals(
          List.of("", "LiveOS", "hard", "link", "pipe", "small", "LiveOS/rootfs.img"),
          image.walk().stream().map(SquashfsEntry::path).toList());
      SquashfsFile disk = image.file(image.find(Fixtures.TARGET).orElseThrow());
      ByteBuffer content = ByteBuffer.allocate(20_000);
      assertEquals(18_100, disk.read(0, content));
      assertEquals(-1, disk.read(18_100, content));
      assertArrayEquals(new byte[9000], Arrays.copyOfRange(content.array(), 5000, 14_000));
      // Computed by zlib when the fixtures were made.
      assertEquals(0x11f32d66L, crc(content.array(), 18_100));
      SquashfsEntry small = image.find("small").orElseThrow();
      ByteBuffer text = ByteBuffer.allocate(99);
      image.file(small).read(0, text);
      assertEquals("fragment ".repeat(11), new String(text.array(), StandardCharsets.US_ASCII));
      Map<String, byte[]> xattrs = image.xattrs(small);
      assertArrayEquals(new byte[] {'1'}, xattrs.get("user.a"));
      assertEquals(EntryType.PIPE, image.find("pipe").orElseThrow().type());
      assertEquals(
          List.of(), SquashfsVerifier.verify(image, 2, Progress.none(), new Cancellation()));
    }
  }

  private static long crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  @Test
  void aVerifierNamesTheDamagedBlock() throws IOException {
    byte[] bytes = Fixtures.read("xz");
    Arrays.fill(bytes, 130, 140, (byte) 0x55);
    Files.write(file, bytes);
    try (SquashfsImage image = SquashfsImage.open(file)) {
      var problems = SquashfsVerifier.verify(image, 2, Progress.none(), new Cancellation());
      assertEquals(1, problems.size(), problems.toString());
      String message = problems.get(0).message();
      assertEquals(
          "'LiveOS/rootfs.img': bad squashfs: block 0 of a file (byte 96): bad xz data: ",
          message.substring(0, message.indexOf("data: ") + 6));
      assertEquals(Optional.of("get the image again"), problems.get(0).hint());
    }
  }

  @Test
  void severalDamagedBlocksHaveOneWayOut() throws IOException {
    byte[] bytes = Fixtures.read("xz");
    Arrays.fill(bytes, 100, bytes.length / 2, (byte) 0x55);
    Files.write(file, bytes);
    try (SquashfsImage image = SquashfsImage.open(file)) {
      var problems = SquashfsVerifier.verify(image, 2, Progress.none(), new Cancellation());
      assertTrue(problems.size() > 1, problems.toString());
      var hints = problems.stream().map(Problem::hint).flatMap(Optional::stream).toList();
      assertEquals(List.of("get the image again"), hints);
      assertTrue(problems.get(problems.size() - 1).hint().isPresent());
    }
  }

  @Test
  void aFileThatIsNoImageIsNamedForWhatItIs() throws IOException {
    assertRefused(new byte[0], "not a squashfs image: the file is empty");
    assertRefused(
        "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), "not a squashfs image: it is text");
    assertRefused(
        new byte[] {1, 2, 3, 4, 5},
        "not a squashfs image: expected magic 'hsqs' but was 0x01020304");
    byte[] ext4 = new byte[4096];
    ext4[1080] = 0x53;
    ext4[1081] = (byte) 0xef;
    assertRefused(ext4, "not a squashfs image: it is an ext2, ext3 or ext4 file system");
    byte[] iso = new byte[40_000];
    System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, iso, 0x8001, 5);
    assertRefused(iso, "not a squashfs image: it is an ISO 9660 image");
    assertRefused(
        new byte[] {(byte) 0xed, (byte) 0xab, (byte) 0xee, (byte) 0xdb},
        "not a squashfs image: it is an RPM package");
  }

  @Test
  void aMissingFileIsTheCallersMistake() {
    UsageException e = assertThrows(UsageException.class, () -> SquashfsImage.open(file).close());
    assertEquals(file + ": no such file", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hsqs", "sqsh", "shsq", "qshs"})
  void anOlderVersionIsRefusedByName(String magic) throws IOException {
    boolean big = magic.equals("sqsh") || magic.equals("qshs");
    ByteBuffer bytes =
        ByteBuffer.allocate(4096).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    bytes.put(0, magic.getBytes(StandardCharsets.US_ASCII));
    bytes.putShort(28, (short) 3).putShort(30, (short) 1);
    boolean lzma = magic.equals("shsq") || magic.equals("qshs");
    String variant = lzma ? ", vendor's lzma variant" : "";
    assertRefused(
        bytes.array(), "unsupported image: squashfs 3.1" + variant + " (only 4.0 is supported)");
  }

  @Test
  void theOldSamplesAreRefusedByName() {
    assertRefused(
        TestData.require("squashfs/squashfs_v2.bin"),
        "unsupported image: squashfs 2.0 (only 4.0 is supported)");
    assertRefused(
        TestData.require("squashfs/one-file_noI-noD-noF.sfs"),
        "unsupported image: squashfs 3.0 (only 4.0 is supported)");
  }

  @Test
  void theHostileSampleIsRefused() {
    try (SquashfsImage image =
        SquashfsImage.open(TestData.require("squashfs/pathtraversal.sqfs"))) {
      ImageException e = assertThrows(ImageException.class, image::walk);
      assertEquals(
          image.path() + ": bad squashfs: file name 'DIR' is out of order or there twice",
          e.getMessage());
      assertThrows(ImageException.class, () -> image.find("x"));
    }
  }

  @Test
  void namesThatLeaveTheirDirectoryAreRefused() throws IOException {
    assertNameRefused("LiveOS", "Live/S", "a file name is 'Live/S'");
    assertNameRefused("link", "l\0nk", "a file name is 'l?nk'");
    assertNameRefused("link", "aink", "file name 'aink' is out of order or there twice");
  }

  private void assertNameRefused(String name, String hostile, String message) throws IOException {
    byte[] bytes = Fixtures.read("raw-metadata");
    byte[] patch = hostile.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(patch, 0, bytes, nameInListing(bytes, name), patch.length);
    assertWalkRefused(bytes, message);
  }

  @Test
  void aDirectoryLoopIsRefused() throws IOException {
    byte[] bytes = Fixtures.read("raw-metadata");
    ByteBuffer patched = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    // The entry of the directory LiveOS now stands for the root, which is in the same block.
    patched.putShort(nameInListing(bytes, "LiveOS") - 8, (short) patched.getLong(32));
    assertWalkRefused(bytes, "directory 'LiveOS' is reached twice (a loop)");
  }

  @Test
  void aNameAndItsInodeMustAgree() throws IOException {
    byte[] bytes = Fixtures.read("raw-metadata");
    bytes[nameInListing(bytes, "pipe") - 4] = 7;
    assertWalkRefused(bytes, "'pipe' is of type 7 in its directory but of type 6 in its inode");
  }

  @Test
  void aFileThatClaimsMoreThanTheImageCouldHoldIsRefused() throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Fixtures.read("raw-metadata")).order(ByteOrder.LITTLE_ENDIAN);
    int size = (int) bytes.getLong(64);
    while (bytes.getInt(size) != 18_100) {
      size++;
    }
    bytes.putInt(size, -1);
    Files.write(file, bytes.array());
    try (SquashfsImage image = SquashfsImage.open(file)) {
      SquashfsEntry huge = image.find(Fixtures.TARGET).orElseThrow();
      assertEquals(0xffffffffL, huge.size());
      ImageException e = assertThrows(ImageException.class, () -> image.file(huge));
      assertEquals(file + ": bad squashfs: inode table: ends too early", e.getMessage());
    }
    assertPatchRefused(
        b -> b.putInt(4, -1),
        "bad squashfs: 4294967295 inodes do not fit in an inode table of "
            + inodeTableBytes()
            + " bytes");
  }

  private static long inodeTableBytes() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Fixtures.read("gzip")).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.getLong(72) - bytes.getLong(64);
  }

  private static int nameInListing(byte[] bytes, String name) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int table = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(72);
    return text.indexOf(name, table);
  }

  private void assertWalkRefused(byte[] bytes, String message) throws IOException {
    Files.write(file, bytes);
    try (SquashfsImage image = SquashfsImage.open(file)) {
      ImageException e = assertThrows(ImageException.class, image::walk);
      assertEquals(file + ": bad squashfs: " + message, e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "squashfs/dir_read.sqs",
        "squashfs/squashfs-basic.sqfs",
        "squashfs/openwrt-15.05-wr841n-v9-rootfs-xz.squashfs"
      })
  void theGoodSamplesAreReadToTheEnd(String name) {
    try (SquashfsImage image = SquashfsImage.open(TestData.require(name))) {
      assertEquals(
          List.of(), SquashfsVerifier.verify(image, 2, Progress.none(), new Cancellation()));
      assertEquals(
          image.superblock().inodes(),
          image.walk().stream().map(SquashfsEntry::inodeNumber).distinct().count());
    }
  }

  @Test
  void aTruncatedImageIsRefusedWithBothSizes() throws IOException {
    byte[] bytes = Fixtures.read("gzip");
    assertRefused(
        Arrays.copyOf(bytes, 700),
        "bad squashfs: truncated: the image has " + bytes.length + " bytes but the file has 700");
    assertRefused(
        Arrays.copyOf(bytes, 95),
        "bad squashfs: truncated: the superblock needs 96 bytes but the file has 95");
    assertRefused(
        Arrays.copyOf(bytes, 20),
        "bad squashfs: truncated: the superblock needs 96 bytes but the file has 20");
  }

  @Test
  void badFieldsOfTheSuperblockAreNamed() throws IOException {
    assertPatchRefused(
        b -> b.putInt(12, 5000),
        "bad squashfs: block size: expected a power of two from 4096 to 1048576 but was 5000");
    assertPatchRefused(
        b -> b.putShort(22, (short) 17),
        "bad squashfs: block log: expected 12 for blocks of 4096 bytes but was 17");
    assertPatchRefused(
        b -> b.putShort(20, (short) 7), "unsupported image: squashfs compressor number 7");
    assertPatchRefused(
        b -> b.putShort(30, (short) 1), "unsupported image: squashfs 4.1 (only 4.0 is supported)");
    assertPatchRefused(b -> b.putShort(26, (short) 0), "bad squashfs: the id table is empty");
    assertPatchRefused(
        b -> b.putLong(40, 5), "bad squashfs: image size: expected at least 96 bytes but was 5");
    assertPatchRefused(
        b -> b.putLong(32, 1L << 40),
        "bad squashfs: the root inode (0x10000000000) is outside the inode table");
    byte[] bytes = Fixtures.read("gzip");
    assertPatchRefused(
        b -> b.putLong(64, 1L << 40),
        "bad squashfs: the inode table (byte 1099511627776) is outside the image ("
            + bytes.length
            + " bytes)");
  }

  private void assertPatchRefused(Consumer<ByteBuffer> patch, String message) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Fixtures.read("gzip")).order(ByteOrder.LITTLE_ENDIAN);
    patch.accept(bytes);
    assertRefused(bytes.array(), message);
  }

  private void assertRefused(byte[] bytes, String message) throws IOException {
    Files.write(file, bytes);
    assertRefused(file, message);
  }

  private static void assertRefused(Path path, String message) {
    ImageException e = assertThrows(ImageException.class, () -> SquashfsImage.open(path).close());
    assertEquals(path + ": " + message, e.getMessage());
  }
}
