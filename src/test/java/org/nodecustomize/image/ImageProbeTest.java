package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Problems;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.UsageException;

class ImageProbeTest {
  @TempDir Path directory = Path.of("");

  /** The text of the refusal, with the directory taken away. */
  private String refusal(Class<? extends CustomizeException> type, Path file) {
    return Problems.of(type, () -> ImageProbe.probe(file)).replace(directory + "/", "");
  }

  private Path write(int length, Consumer<ByteBuffer> content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    content.accept(bytes);
    return Files.write(directory.resolve("x"), bytes.array());
  }

  @Test
  void aMissingFileIsAWrongCommandLine() {
    assertEquals("no: no such file\n", refusal(UsageException.class, directory.resolve("no")));
  }

  @Test
  void aDirectoryIsSentToCreate() {
    assertEquals(
        directory
            + ": expected an image file but was a directory\n"
            + "hint: make an image of a root tree: node-customize create "
            + directory
            + " -o IMAGE\n",
        refusal(UsageException.class, directory));
  }

  @Test
  void aSpecialFileIsRefused() {
    assertEquals(
        "/dev/null: expected an image file but was a special file\n",
        refusal(UsageException.class, Path.of("/dev/null")));
  }

  @Test
  void anUnreadableFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("x"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything");
    assertEquals("x: permission denied\n", refusal(UsageException.class, file));
  }

  @Test
  void anEmptyFileIsNoImage() throws IOException {
    assertEquals(
        "x: not an image: the file is empty\n",
        refusal(ImageException.class, Files.createFile(directory.resolve("x"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "32769;CD001;ISO 9660;take the liveimg out of it: bsdtar -xf FILE '*.squashfs.img'",
        "0;QFI\u00fb;qcow2"
            + ";convert it: qemu-img convert -O raw IN OUT, then give the file system",
        "512;EFI PART;a disk with partitions;give the root file system alone",
        "510;U\u00aa;a disk with partitions;give the root file system alone",
        "0;\u00ed\u00ab\u00ee\u00db;RPM package"
            + ";take the liveimg out of it: rpm2cpio FILE | cpio -id '*.squashfs.img'",
        "0;\"\u001f\u008b\";gzip-compressed data;decompress it first: gunzip FILE",
        "0;\u00fd7zXZ\u0000;xz-compressed data;decompress it first: unxz FILE",
        "0;(\u00b5/\u00fd;zstd-compressed data;decompress it first: unzstd FILE",
        "257;ustar;a tar archive;make an image of it: node-customize create FILE -o IMAGE"
      })
  void aFormatThatIsKnownIsRefusedByNameWithAWayOut(
      int offset, String magic, String name, String hint) throws IOException {
    Path file = write(40_000, bytes -> put(bytes, offset, magic));
    assertEquals(
        "x: unsupported image: " + name + "\nhint: " + hint + "\n",
        refusal(ImageException.class, file));
  }

  @ParameterizedTest
  @CsvSource({"1024, \u00e2\u00e1\u00f5\u00e0, erofs", "65600, _BHRfS_M, btrfs"})
  void aFileSystemThatIsNotSupportedIsRefusedByName(int offset, String magic, String name)
      throws IOException {
    Path file = write(70_000, bytes -> put(bytes, offset, magic));
    assertEquals("x: unsupported image: " + name + "\n", refusal(ImageException.class, file));
  }

  private static void put(ByteBuffer bytes, int offset, String latin1) {
    bytes.put(offset, latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static final String NO_IMAGE =
      """
      x: not an image: neither a squashfs nor a file system
      hint: give a liveimg, for instance ovirt-node-ng.squashfs.img
      """;

  @Test
  void textAndNoiseAreNoImages() throws IOException {
    Path file = directory.resolve("x");
    Files.writeString(file, "<html><body>404</body></html>");
    assertEquals(NO_IMAGE, refusal(ImageException.class, file));
    for (int length : new int[] {1, 4, 511, 1024, 2047, 4096}) {
      byte[] noise = new byte[length];
      new Random(length).nextBytes(noise);
      Files.write(file, noise);
      assertEquals(NO_IMAGE, refusal(ImageException.class, file));
    }
  }

  /** As mke2fs writes it, as far as the probe looks. */
  private static void superblock(ByteBuffer bytes, int blocks, int logBlockSize) {
    bytes.putInt(1024 + 0x04, blocks);
    bytes.putInt(1024 + 0x18, logBlockSize);
    bytes.putShort(1024 + 0x38, (short) 0xEF53);
    bytes.putInt(1024 + 0x5C, 0x4);
    bytes.putInt(1024 + 0x60, 0x40);
  }

  @Test
  void aBareFileSystemIsOneWhereItIsWhole() throws IOException {
    Path file = write(65536, bytes -> superblock(bytes, 64, 0));
    Container container = ImageProbe.probe(file);
    assertEquals("bare ext4 file system", container.description());
    assertTrue(((Container.Bare) container).superblock().isPresent());
    Path xfs = write(512, bytes -> put(bytes, 0, "XFSB"));
    assertEquals("bare xfs file system", ImageProbe.probe(xfs).description());
  }

  @Test
  void aTruncatedFileSystemIsRefused() throws IOException {
    assertEquals(
        "x: truncated: the file system needs 1,048,576 bytes but there are 65,536\nhint: get the image again\n",
        refusal(ImageException.class, write(65536, bytes -> superblock(bytes, 256, 2))));
    assertEquals(
        "x: truncated: the file system ends in its superblock\nhint: get the image again\n",
        refusal(ImageException.class, write(1200, bytes -> superblock(bytes, 64, 0))));
  }

  @Test
  void aDamagedSuperblockIsRefused() throws IOException {
    String bad = "x: bad file system: the ext4 superblock is damaged\nhint: get the image again\n";
    assertEquals(bad, refusal(ImageException.class, write(4096, b -> superblock(b, 0, 0))));
    assertEquals(bad, refusal(ImageException.class, write(4096, b -> superblock(b, 1, 7))));
    assertEquals(bad, refusal(ImageException.class, write(4096, b -> superblock(b, 1, -1))));
  }

  @ParameterizedTest
  @CsvSource({"squashfs_v2.bin, 2", "one-file_noI-noD-noF.sfs, 3"})
  void anOlderSquashfsIsRefusedByItsVersion(String name, String major) {
    Path sample = TestData.require("squashfs/" + name);
    String text = refusal(ImageException.class, sample);
    assertTrue(text.contains("unsupported image: squashfs " + major + "."), text);
    CustomizeException failure = assertThrows(ImageException.class, () -> ImageProbe.probe(sample));
    assertEquals(ExitCode.IMAGE, failure.exitCode());
  }
}
