package org.nodecustomize.image.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Media made here byte by byte: a root directory in sector 18, a file in sector 20. */
class IsoMediumTest {
  private static final int SECTOR = IsoMedium.SECTOR;
  private static final int ROOT = 18;

  @TempDir Path directory = Path.of("");
  private final ByteBuffer medium = ByteBuffer.allocate(22 * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
  private int end = ROOT * SECTOR;

  @BeforeEach
  void describe() {
    put(16 * SECTOR, "\u0001CD001\u0001");
    medium.putShort(16 * SECTOR + 128, (short) SECTOR);
    record(16 * SECTOR + 156, ROOT, SECTOR, 2, "\0", "");
    put(17 * SECTOR, "\u00ffCD001\u0001");
  }

  private void put(int at, String text) {
    medium.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private int record(int at, int block, int size, int flags, String name, String use) {
    int named = 33 + name.length() + (name.length() % 2 == 0 ? 1 : 0);
    int length = named + use.length() + use.length() % 2;
    medium.put(at, (byte) length);
    medium.putInt(at + 2, block);
    medium.putInt(at + 10, size);
    medium.put(at + 25, (byte) flags);
    medium.put(at + 32, (byte) name.length());
    put(at + 33, name);
    put(at + named, use);
    return length;
  }

  private void entry(int block, int size, int flags, String name, String use) {
    end += record(end, block, size, flags, name, use);
  }

  private List<IsoMedium.Entry> files(String in) throws IOException {
    Path file = Files.write(directory.resolve("a.iso"), medium.array());
    try (IsoMedium opened = IsoMedium.open(file)) {
      return opened.files(in, 4);
    }
  }

  private String refusal() {
    return String.valueOf(assertThrows(BadMediumException.class, () -> files("")).getMessage());
  }

  private static String name(String name) {
    return "NM" + (char) (name.length() + 5) + "\u0001\0" + name;
  }

  @Test
  void namesWithoutExtensionsLoseTheirVersion() throws IOException {
    entry(20, 10, 0, "A.RPM;1", "");
    entry(20, 7, 0, "README.;1", "");
    assertEquals(
        List.of(
            new IsoMedium.Entry("A.RPM", 20L * SECTOR, 10),
            new IsoMedium.Entry("README", 20L * SECTOR, 7)),
        files(""));
  }

  @Test
  void namesOfRockRidgeGoOnElsewhere() throws IOException {
    entry(ROOT, SECTOR, 2, "\0", "SP\u0007\u0001\u00be\u00ef\0");
    entry(ROOT, SECTOR, 2, "\u0001", "");
    String more = "CE\u001c\u0001" + "\u0015\0\0\0____" + "\u0004\0\0\0____" + "\u000c\0\0\0____";
    entry(20, 10, 0, "A.RPM;1", name("a-long-n") + more);
    put(21 * SECTOR + 4, name("ame.rpm"));
    assertEquals(List.of(new IsoMedium.Entry("a-long-name.rpm", 20L * SECTOR, 10)), files(""));
  }

  @Test
  void linksAndNamesThatLeadAwayAreLeftOut() throws IOException {
    entry(ROOT, SECTOR, 2, "\0", "SP\u0007\u0001\u00be\u00ef\0");
    entry(20, 10, 0, "A.RPM;1", name("../a.rpm"));
    entry(20, 10, 0, "B.RPM;1", name(".."));
    entry(20, 10, 0, "C.RPM;1", name("c\u001b[2J.rpm"));
    entry(20, 10, 0, "D.RPM;1", name("d.rpm") + "PX\u0008\u0001" + "\u00ff\u00a1\0\0");
    entry(20, 10, 0x80, "E.RPM;1", name("e.rpm"));
    entry(20, 10, 0, "F.RPM;1", name("f.rpm"));
    assertEquals(List.of(new IsoMedium.Entry("f.rpm", 20L * SECTOR, 10)), files(""));
  }

  @Test
  void aDirectoryThatHoldsItselfIsRefused() {
    entry(ROOT, SECTOR, 2, "AGAIN", "");
    assertEquals("bad medium: the directory 'AGAIN/' holds itself", refusal());
  }

  @Test
  void aFileBehindTheEndIsRefused() {
    entry(21, SECTOR + 1, 0, "A.RPM;1", "");
    assertEquals(
        "truncated: expected at least 45,057 bytes but was 45,056, for 'A.RPM'", refusal());
  }

  @Test
  void aDirectoryOfTooManyBytesIsNotRead() {
    entry(20, Integer.MAX_VALUE, 2, "BIG", "");
    assertEquals(
        "bad medium: expected a directory of at most 16 MiB but was 2,147,483,647 bytes",
        refusal());
  }

  @Test
  void directoriesThatOverlapAreNotReadForEver() throws IOException {
    for (int i = 0; i < 9; i++) {
      entry(30 + i, 16 << 20, 2, "D" + i, "");
    }
    Path file = Files.write(directory.resolve("large.iso"), medium.array());
    try (FileChannel grown = FileChannel.open(file, StandardOpenOption.WRITE)) {
      grown.write(ByteBuffer.allocate(1), 17L << 20);
    }
    try (IsoMedium opened = IsoMedium.open(file)) {
      assertEquals(
          "bad medium: its directories have more than 128 MiB in all",
          assertThrows(BadMediumException.class, () -> opened.files("", 4)).getMessage());
    }
  }

  @Test
  void aNameThatGoesOnOutsideOfItsSectorIsRefused() {
    entry(ROOT, SECTOR, 2, "\0", "SP\u0007\u0001\u00be\u00ef\0");
    entry(20, 1, 0, "A;1", "CE\u001c\u0001\u0015\0\0\0____\u0004\0\0\0____\u00ff\u00ff\0\0____");
    assertEquals("bad medium: a name goes on outside of its sector", refusal());
  }

  @Test
  void aNameThatGoesOnForEverIsCut() throws IOException {
    entry(ROOT, SECTOR, 2, "\0", "SP\u0007\u0001\u00be\u00ef\0");
    String circle = "CE\u001c\u0001\u0015\0\0\0____\0\0\0\0____@\0\0\0____";
    entry(20, 1, 0, "A;1", circle);
    put(21 * SECTOR, name("x") + circle);
    assertEquals("x".repeat(15), files("").get(0).path());
  }

  @Test
  void anotherBlockSizeIsRefused() {
    medium.putShort(16 * SECTOR + 128, (short) 512);
    assertEquals("unsupported medium: expected blocks of 2048 bytes but was 512", refusal());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    entry(20, 1, 0, "A;1", "");
    assertEquals(
        "no directory 'B/C' in it",
        assertThrows(BadMediumException.class, () -> files("B/C")).getMessage());
  }

  @Test
  void whatIsNoMediumIsRefused() throws IOException {
    for (int size : List.of(0, 100, 40_000)) {
      Path file = Files.write(directory.resolve("no.iso"), new byte[size]);
      assertEquals(
          "not an installation medium: expected an ISO 9660 file system",
          assertThrows(BadMediumException.class, () -> IsoMedium.open(file).close()).getMessage());
    }
    assertEquals(
        "not a regular file",
        assertThrows(IOException.class, () -> IsoMedium.open(directory).close()).getMessage());
  }
}
