package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.Problem;

@Timeout(60)
class SteadyFileTest {
  private static final int BLOCK = SteadyFile.BLOCK;

  /** So many blocks that the first is forgotten when the last was read. */
  private static final int SIZE = 40 * BLOCK + 100;

  private final Path directory;
  private final Path path;
  private final byte[] content = new byte[SIZE];
  private final SteadyFiles files = new SteadyFiles();
  private final SteadyFile file;

  SteadyFileTest(@TempDir Path directory) throws IOException {
    this.directory = directory.toRealPath();
    this.path = this.directory.resolve("a.rpm");
    new Random(1).nextBytes(content);
    Files.write(path, content);
    file = new SteadyFile("a.rpm", PackagePlace.whole(path), files);
  }

  @AfterEach
  void close() {
    files.close();
  }

  private byte[] read(long offset, int length) {
    return read(file, offset, length);
  }

  private static byte[] read(SteadyFile from, long offset, int length) {
    ByteBuffer target = ByteBuffer.allocate(length);
    from.read(offset, target);
    return target.array();
  }

  private void change(long offset) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) ~content[(int) offset]}), offset);
    }
  }

  private void assertChanged(long offset) {
    HostException e = assertThrows(HostException.class, () -> read(offset, 1));
    Problem problem = e.problems().get(0);
    assertEquals("a.rpm: changed while it was used", problem.headline());
    assertEquals(
        Optional.of("run the command again when nothing writes to " + path), problem.hint());
  }

  @Test
  void anyRangeIsRead() {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      int from = random.nextInt(SIZE + 1);
      int length = random.nextInt(Math.min(SIZE - from, 3 * BLOCK) + 1);
      assertArrayEquals(Arrays.copyOfRange(content, from, from + length), read(from, length));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> read(SIZE, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> read(-1, 1));
  }

  @Test
  void itsDigestIsThatOfTheFile() {
    assertEquals(InputDigests.sha256(path), file.sha256());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1})
  void filesOfAnySizeAreRead(int size) throws IOException {
    Path small = Files.write(directory.resolve("small"), Arrays.copyOf(content, size));
    SteadyFile one = new SteadyFile("small", PackagePlace.whole(small), files);
    assertEquals(size, one.size());
    assertArrayEquals(Arrays.copyOf(content, size), read(one, 0, size));
    assertEquals(InputDigests.sha256(small), one.sha256());
    one.copyTo(directory.resolve("copy"));
    assertEquals(-1, Files.mismatch(small, directory.resolve("copy")));
  }

  @Test
  void whatIsWrittenToItAfterItWasReadIsFound() throws IOException {
    file.sha256();
    change(3);
    assertChanged(3);
    assertChanged(BLOCK - 1);
    assertArrayEquals(Arrays.copyOfRange(content, BLOCK, 2 * BLOCK), read(BLOCK, BLOCK));
  }

  @Test
  void theDigestOfTheWholeIsOfWhatWasReadBefore() throws IOException {
    read(39L * BLOCK, BLOCK);
    read(0, 35 * BLOCK);
    change(39L * BLOCK + 7);
    assertThrows(HostException.class, file::sha256);
  }

  @Test
  void aFileThatBecameShorterIsFound() throws IOException {
    file.sha256();
    try (RandomAccessFile shorter = new RandomAccessFile(path.toFile(), "rw")) {
      shorter.setLength(10);
    }
    assertChanged(0);
    assertChanged(BLOCK);
  }

  @Test
  void aFileThatWasShorterWhenItIsFirstReadIsFound() throws IOException {
    try (RandomAccessFile shorter = new RandomAccessFile(path.toFile(), "rw")) {
      shorter.setLength(BLOCK);
    }
    assertArrayEquals(Arrays.copyOf(content, BLOCK), read(0, BLOCK));
    assertChanged(BLOCK);
  }

  @Test
  void aFileThatWasExchangedIsReadAsItWasWhileItIsOpen() throws IOException {
    file.sha256();
    Path other = Files.write(directory.resolve("other"), new byte[SIZE]);
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
    assertArrayEquals(Arrays.copyOf(content, BLOCK), read(0, BLOCK));
  }

  @Test
  void aFileThatWasExchangedAfterItWasClosedIsFound() throws IOException {
    file.sha256();
    for (int i = 0; i < 100; i++) {
      Path another = Files.write(directory.resolve("file" + i), new byte[] {(byte) i});
      SteadyFile one = new SteadyFile("file" + i, PackagePlace.whole(another), files);
      assertArrayEquals(new byte[] {(byte) i}, read(one, 0, 1));
    }
    Path other = Files.write(directory.resolve("other"), new byte[SIZE]);
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
    assertChanged(0);
  }

  @Test
  void aFileThatIsGoneIsTold() throws IOException {
    Files.delete(path);
    HostException e = assertThrows(HostException.class, () -> read(0, 1));
    assertEquals("a.rpm: cannot be read: no such file", e.problems().get(0).headline());
  }

  @Test
  void manyFilesAreReadInTurns() throws IOException {
    List<SteadyFile> many = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Path one = Files.write(directory.resolve("f" + i), new byte[] {(byte) i, (byte) (i >> 8)});
      many.add(new SteadyFile("f" + i, PackagePlace.whole(one), files));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 3000; i++) {
        assertArrayEquals(new byte[] {(byte) i, (byte) (i >> 8)}, read(many.get(i), 0, 2));
      }
    }
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      assertTrue(open.count() < 500, "files are not all kept open");
    }
  }

  @Test
  void aPartOfAFileIsReadAlone() throws IOException {
    SteadyFile part = new SteadyFile("part", PackagePlace.part(path, 1000, 2 * BLOCK), files);
    assertArrayEquals(
        Arrays.copyOfRange(content, 1000, 1000 + 2 * BLOCK), read(part, 0, 2 * BLOCK));
    change(0);
    read(file, 20L * BLOCK, 20 * BLOCK);
    read(part, 0, 2 * BLOCK);
    assertThrows(IOException.class, () -> PackagePlace.part(path, SIZE - 10, 11));
  }

  @Test
  void onlyRegularFilesAreTaken() {
    assertThrows(IOException.class, () -> PackagePlace.whole(directory));
    assertThrows(IOException.class, () -> PackagePlace.whole(Path.of("/dev/zero")));
    assertThrows(IOException.class, () -> PackagePlace.whole(directory.resolve("none")));
  }

  @Test
  void aPackageOfUnheardOfSizeIsRefused() {
    HostException e =
        assertThrows(
            HostException.class,
            () -> new SteadyFile("a.rpm", new PackagePlace(path, 0, 1L << 40, true), files));
    assertEquals(
        "a.rpm: expected at most 68,719,476,736 bytes but the package has 1,099,511,627,776",
        e.problems().get(0).headline());
  }
}
