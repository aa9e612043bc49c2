package org.nodecustomize.rpm.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.rpm.InstalledBlobs;
import org.nodecustomize.rpm.database.PackageDatabase.Format;

class PackageDatabaseTest {

  private static DatabaseSearch find(Map<String, byte[]> files, Optional<Format> preferred) {
    return PackageDatabase.find(
        "/rpm", name -> Optional.ofNullable(files.get(name)).map(DatabaseBytes::of), preferred);
  }

  private static PackageDatabase open(Format format, byte[] file) {
    DatabaseSearch search = find(Map.of(format.fileName(), file), Optional.empty());
    return assertInstanceOf(DatabaseSearch.Found.class, search).database();
  }

  private static List<String> names(PackageDatabase database) {
    List<String> names = new ArrayList<>();
    database.forEach(header -> names.add(header.instance() + " " + header.nevra().name()));
    return names;
  }

  private static List<byte[]> headers() {
    return List.of(
        InstalledBlobs.tiny("one", 1),
        InstalledBlobs.large("two", 20_000),
        InstalledBlobs.key("abcd", "armor"),
        InstalledBlobs.tiny("four", 4));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyHeaderIsRead(Format format) {
    PackageDatabase database = open(format, TinyDatabases.of(format, headers()));
    List<String> expected =
        format == Format.BERKELEY
            ? List.of("1 one", "4 four", "2 two", "3 gpg-pubkey")
            : List.of("1 one", "2 two", "3 gpg-pubkey", "4 four");
    assertEquals(expected, names(database));
    assertEquals(format, database.format());
    assertEquals("/rpm/" + format.fileName(), database.name());
    assertEquals("gpg-pubkey-abcd-3", database.keys().get(0).label());
  }

  @Test
  void aHashTableOfAMachineWithTheOtherByteOrderIsRead() {
    byte[] file = TinyDatabases.berkeley(headers(), ByteOrder.BIG_ENDIAN);
    assertEquals(
        List.of("1 one", "4 four", "2 two", "3 gpg-pubkey"), names(open(Format.BERKELEY, file)));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aDatabaseWithoutHeadersIsEmpty(Format format) {
    if (format == Format.SQLITE) {
      byte[] file = TinyDatabases.sqlite(List.of(InstalledBlobs.tiny("one", 1)));
      // The root of the table is its only page, and a leaf without cells.
      file[TinyDatabases.PAGE] = 13;
      ByteBuffer.wrap(file).putShort(TinyDatabases.PAGE + 3, (short) 0);
      assertEquals(List.of(), names(open(format, file)));
    } else {
      assertEquals(List.of(), names(open(format, TinyDatabases.of(format, List.of()))));
    }
  }

  @Test
  void anEmptyDirectoryHasNone() {
    assertEquals(new DatabaseSearch.Absent(), find(Map.of(), Optional.of(Format.NDB)));
  }

  @Test
  void theConfiguredBackEndIsPreferred() {
    Map<String, byte[]> files =
        Map.of(
            "rpmdb.sqlite", TinyDatabases.sqlite(headers()),
            "Packages.db", TinyDatabases.ndb(headers()));
    Consumer<Format> check =
        format ->
            assertEquals(
                format,
                assertInstanceOf(DatabaseSearch.Found.class, find(files, Optional.of(format)))
                    .database()
                    .format());
    check.accept(Format.SQLITE);
    check.accept(Format.NDB);
    DatabaseSearch other = find(files, Optional.of(Format.BERKELEY));
    assertEquals(
        Format.SQLITE, assertInstanceOf(DatabaseSearch.Found.class, other).database().format());
  }

  @Test
  void changesThatAreNotInTheFileYetAreNotOverlooked() {
    byte[] file = TinyDatabases.sqlite(headers());
    for (String pending : List.of("rpmdb.sqlite-wal", "rpmdb.sqlite-journal")) {
      DatabaseSearch search =
          find(Map.of("rpmdb.sqlite", file, pending, new byte[32]), Optional.empty());
      assertEquals(
          "/rpm/rpmdb.sqlite: it was not closed: "
              + pending
              + " has changes that are not in it yet",
          assertInstanceOf(DatabaseSearch.Unreadable.class, search).problem().headline());
      assertInstanceOf(
          DatabaseSearch.Found.class,
          find(Map.of("rpmdb.sqlite", file, pending, new byte[0]), Optional.empty()));
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void somethingElseIsNotADatabase(Format format) {
    DatabaseSearch search = find(Map.of(format.fileName(), new byte[8192]), Optional.empty());
    String message = assertInstanceOf(DatabaseSearch.Unreadable.class, search).problem().message();
    String expected =
        switch (format) {
          case SQLITE -> "not an SQLite database";
          case NDB -> "not an ndb database";
          case BERKELEY -> "not a Berkeley DB hash table";
        };
    assertEquals(expected, message);
    assertInstanceOf(
        DatabaseSearch.Unreadable.class,
        find(Map.of(format.fileName(), new byte[10]), Optional.empty()));
  }

  @Test
  void aFileThatIsTooLargeIsNotRead() {
    DatabaseBytes huge =
        new DatabaseBytes() {
          @Override
          public long size() {
            return PackageDatabase.MAX_BYTES + 1;
          }

          @Override
          public void read(long offset, ByteBuffer target) {
            throw new AssertionError("read");
          }
        };
    DatabaseSearch search =
        PackageDatabase.find(
            "/rpm",
            name -> name.equals("Packages") ? Optional.of(huge) : Optional.empty(),
            Optional.empty());
    assertEquals(
        "expected at most 536,870,912 bytes but was 536,870,913",
        assertInstanceOf(DatabaseSearch.Unreadable.class, search).problem().message());
  }

  /** What a change of one number in a good file makes of it. */
  private static String damage(Format format, Consumer<ByteBuffer> change) {
    byte[] file = TinyDatabases.of(format, headers());
    ByteOrder order = format == Format.SQLITE ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    change.accept(ByteBuffer.wrap(file).order(order));
    DatabaseSearch search = find(Map.of(format.fileName(), file), Optional.empty());
    if (search instanceof DatabaseSearch.Unreadable unreadable) {
      return unreadable.problem().message();
    }
    PackageDatabase database = assertInstanceOf(DatabaseSearch.Found.class, search).database();
    ImageException failure = assertThrows(ImageException.class, () -> names(database));
    assertEquals(Optional.of("/rpm/" + format.fileName()), failure.problems().get(0).where());
    return failure.problems().get(0).message();
  }

  @Test
  void aTableThatLeadsBackToItselfIsRefused() {
    int interior = TinyDatabases.PAGE;
    assertEquals(
        "bad database: page 1 is used twice",
        damage(Format.SQLITE, file -> file.putInt(interior + 8, 2)));
  }

  @Test
  void anOverflowChainThatLeadsBackIsRefused() {
    // The header "two" begins in page 5 (from 1) and goes on in page 6.
    assertEquals(
        "bad database: page 5 is used twice",
        damage(Format.SQLITE, file -> file.putInt(6 * TinyDatabases.PAGE, 6)));
  }

  @Test
  void aBucketThatLeadsBackIsRefused() {
    assertEquals(
        "bad database: page 2 is used twice",
        damage(Format.BERKELEY, file -> file.putInt(3 * TinyDatabases.PAGE + 16, 2)));
  }

  @Test
  void valuesThatShareTheirPagesAreRefused() {
    assertEquals(
        "bad database: page 4 is used twice",
        damage(Format.BERKELEY, file -> file.putInt(4 * TinyDatabases.PAGE + 16, 4)));
  }

  @Test
  void newerAndGuardedFilesAreNamedAsNotSupported() {
    assertEquals(
        "unsupported database: expected read version 1 or 2 but was 3",
        damage(Format.SQLITE, file -> file.put(19, (byte) 3)));
    assertEquals(
        "unsupported database: expected text encoding 1 (UTF-8) but was 2",
        damage(Format.SQLITE, file -> file.putInt(56, 2)));
    assertEquals(
        "unsupported database: its pages are encrypted or have checksums",
        damage(Format.BERKELEY, file -> file.put(26, (byte) 1)));
    assertEquals(
        "unsupported database: expected a hash table of version 8 to 10 but was 7",
        damage(Format.BERKELEY, file -> file.putInt(16, 7)));
    assertEquals(
        "unsupported database: expected version 0 but was 1",
        damage(Format.NDB, file -> file.putInt(4, 1)));
  }

  @Test
  void aHeaderThatDoesNotHaveItsChecksumIsRefused() {
    assertEquals(
        "bad database: header 1 does not have the checksum that it should have",
        damage(Format.NDB, file -> file.put(4096 + 40, (byte) 99)));
  }

  @Test
  void aTruncatedFileIsRefused() {
    for (Format format : Format.values()) {
      byte[] file = TinyDatabases.of(format, headers());
      byte[] half = Arrays.copyOf(file, file.length / 2);
      PackageDatabase database = open(format, half);
      assertThrows(ImageException.class, () -> names(database));
    }
  }
}
