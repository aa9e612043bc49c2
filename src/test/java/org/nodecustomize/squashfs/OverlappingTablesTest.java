package org.nodecustomize.squashfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.proc.Cancellation;

/** Small images whose parts are used again and again, so that reading all of them has no end. */
class OverlappingTablesTest {
  private static final long MOST_NANOS = 5_000_000_000L;
  private static final int LARGE_FILE = 9;
  private static final int BLOCK = 1 << 20;
  private static final int DATA = 16 << 10;

  private final BlockCodec codec =
      BlockCodec.forMetadata(CompressorOptions.defaults(Compressor.GZIP, BLOCK));
  private final MetadataWriter inodes = new MetadataWriter(codec, false);
  private final MetadataWriter listing = new MetadataWriter(codec, false);
  private final MetadataWriter pairs = new MetadataWriter(codec, false);
  private final Path file;
  private long rootReference;

  OverlappingTablesTest(@TempDir Path work) {
    this.file = work.resolve("image");
  }

  /** A file that has the first set of attributes; what follows it are its block words. */
  private void file(int number, long size, long fragment) {
    header(LARGE_FILE, number);
    inodes.u64(Superblock.SIZE);
    inodes.u64(size);
    inodes.u64(0);
    inodes.u32(1);
    inodes.u32(fragment);
    inodes.u32(0);
    inodes.u32(0);
  }

  private void header(int type, int number) {
    inodes.u16(type);
    inodes.u16(0);
    inodes.u32(0);
    inodes.u32(0);
    inodes.u32(number);
  }

  /** One name in a run of its own. */
  private int name(String name, int offset, int number) {
    listing.u32(0);
    listing.u32(0);
    listing.u32(number);
    listing.u16(offset);
    listing.u16(0);
    listing.u16(EntryType.FILE.basicNumber());
    listing.u16(name.length() - 1);
    listing.latin1(name);
    return 12 + 8 + name.length();
  }

  private void root(int number, long listed) {
    rootReference = inodes.reference();
    header(8, number);
    inodes.u32(2);
    inodes.u32(listed + DirectoryTable.EMPTY_SIZE);
    inodes.u32(0);
    inodes.u32(number + 1L);
    inodes.u32(0);
    inodes.u32(-1);
  }

  private void write(int inodeCount) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[Superblock.SIZE + DATA]);
    final long inodeTable = out.size();
    out.writeBytes(inodes.finish());
    final long directoryTable = out.size();
    out.writeBytes(listing.finish());
    // Serves as the table of one fragment too.
    final long idTable = oneBlock(out, new byte[16]);
    long xattrTable = Superblock.ABSENT;
    byte[] attributes = pairs.finish();
    if (attributes.length > 0) {
      final long start = out.size();
      out.writeBytes(attributes);
      ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      final long ids = out.size();
      MetadataWriter one = new MetadataWriter(codec, true);
      for (byte b : record.putInt(8, 4096).array()) {
        one.u8(b);
      }
      out.writeBytes(one.finish());
      xattrTable = out.size();
      ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      out.writeBytes(head.putLong(start).putInt(1).putInt(0).putLong(ids).array());
    }
    Superblock superblock =
        new Superblock(
            inodeCount,
            0,
            BLOCK,
            1,
            Compressor.GZIP,
            0,
            1,
            rootReference,
            out.size(),
            idTable,
            xattrTable,
            inodeTable,
            directoryTable,
            idTable,
            Superblock.ABSENT);
    byte[] image = out.toByteArray();
    superblock.encode().get(image, 0, Superblock.SIZE);
    Files.write(file, image);
  }

  private long oneBlock(ByteArrayOutputStream out, byte[] content) {
    final long start = out.size();
    MetadataWriter block = new MetadataWriter(codec, true);
    for (byte b : content) {
      block.u8(b);
    }
    out.writeBytes(block.finish());
    final long index = out.size();
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(start).array());
    return index;
  }

  private List<String> verify() {
    try (SquashfsImage image = SquashfsImage.open(file)) {
      return SquashfsVerifier.verify(image, 1, Progress.none(), new Cancellation()).stream()
          .map(Problem::message)
          .toList();
    }
  }

  /** Each inode's list of blocks is all that follows it, the others' lists among it. */
  @Test
  void blocksThatManyFilesListAreNotReadForEach() throws IOException {
    int files = 6;
    for (int i = 0; i < files; i++) {
      file(i + 1, SquashfsFile.MOST_BLOCKS * BLOCK, 0);
    }
    for (long i = 0; i < SquashfsFile.MOST_BLOCKS; i++) {
      inodes.u32(0);
    }
    int listed = 0;
    for (int i = 0; i < files; i++) {
      listed += name("file" + i, 56 * i, i + 1);
    }
    root(files + 1, listed);
    write(files + 1);
    assertTrue(Files.size(file) < 200_000);
    String excess = "unsupported image: files of more than 16,777,216 blocks in all";
    List<String> problems = verify();
    assertEquals(2, problems.stream().filter(excess::equals).count(), problems.toString());
    try (SquashfsImage image = SquashfsImage.open(file)) {
      SquashfsEntry target = image.find("file0").orElseThrow();
      ImageException e =
          assertThrows(ImageException.class, () -> DeltaWriter.obstacle(image, target));
      assertEquals(excess, e.problems().get(0).message());
    }
  }

  @Test
  void attributesThatManyFilesShareAreReadOnce() throws IOException {
    int names = 40_000;
    for (int i = 0; i < 4096; i++) {
      String name = "name" + (1000 + i);
      pairs.u16(0);
      pairs.u16(name.length());
      pairs.latin1(name);
      pairs.u32(100);
      pairs.latin1("v".repeat(100));
    }
    file(1, 0, Inode.RegularFile.NO_FRAGMENT);
    int listed = 0;
    for (int i = 0; i < names; i++) {
      listed += name("n" + (100_000 + i), 0, 1);
    }
    root(2, listed);
    write(2);
    assertTrue(Files.size(file) < 400_000);
    long start = System.nanoTime();
    verify();
    long nanos = System.nanoTime() - start;
    assertTrue(nanos < MOST_NANOS, nanos / 1_000_000 + " ms");
    try (SquashfsImage image = SquashfsImage.open(file)) {
      assertEquals(4096, image.xattrs(image.find("n100000").orElseThrow()).size());
    }
  }

  @Test
  void aDirectoryThatTakesTooMuchMemoryIsRefused() throws IOException {
    root(1, 1L << 31);
    listing.u8(0);
    write(1);
    try (SquashfsImage image = SquashfsImage.open(file)) {
      ImageException e = assertThrows(ImageException.class, image::walk);
      assertEquals(
          "unsupported image: a directory of 2147483648 bytes (at most 67108864)",
          e.problems().get(0).message());
      assertEquals(Optional.empty(), e.problems().get(0).hint());
    }
  }
}
