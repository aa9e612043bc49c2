package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.event.Events;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.FakeImage;
import org.nodecustomize.rpm.KeyRing;
import org.nodecustomize.rpm.RpmPackage;

class PackageDriveTest {
  private static final String BEAR = "repository/bear-4.1-1.noarch.rpm";

  private final Path directory;
  private final Path file;
  private final WorkDirectory work;
  private final RpmPackage bear;

  PackageDriveTest(@TempDir Path directory) throws IOException {
    this.directory = directory.toRealPath();
    this.file = this.directory.resolve("any name.rpm");
    Files.copy(TestData.require("rpms/pulp/bear-4.1-1.noarch.rpm"), file);
    file.toFile().setWritable(true);
    this.work = WorkDirectory.open(this.directory);
    this.bear = RpmPackage.read(file);
  }

  @AfterEach
  void close() {
    work.close();
  }

  /** A source whose packages lie in a larger file. */
  private record Part(Path file, long offset, long size) implements PackageSource {
    @Override
    public List<RpmPackage> packages(Events events) {
      return List.of();
    }

    @Override
    public PackagePlace place(RpmPackage one) throws IOException {
      return PackagePlace.part(file, offset, size);
    }

    @Override
    public Optional<String> sha256(RpmPackage one) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path in) {
    try (Stream<Path> all = Files.list(in)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileIsALinkWhereOthersLookAtIt() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.rpm"), file);
    RpmPackage linked = RpmPackage.read(link);
    try (PackageDrive drive = new PackageDrive(work, one -> PackageSource.FILES)) {
      assertEquals(BEAR, drive.add(PackageDrive.REPOSITORY, linked));
      List<Path> seen = new ArrayList<>();
      drive.inDirectory(
          List.of(BEAR),
          in -> {
            seen.addAll(list(in));
            assertTrue(Files.isSymbolicLink(seen.get(0)));
            assertArrayEquals(bytes(file), bytes(seen.get(0)));
          });
      assertEquals(List.of(work.resolve("repository/bear-4.1-1.noarch.rpm")), seen);
      assertEquals(List.of(), list(work.path()), "nothing stays");
      assertTrue(Files.exists(file), "the link is removed, not the file");
    }
  }

  @Test
  void aPartOfAMediumIsACopyWhereOthersLookAtIt() throws IOException {
    Path medium = directory.resolve("medium");
    byte[] content = bytes(file);
    Files.write(medium, new byte[3000]);
    Files.write(medium, content, StandardOpenOption.APPEND);
    Part part = new Part(medium, 3000, content.length);
    try (PackageDrive drive = new PackageDrive(work, one -> part)) {
      drive.add(PackageDrive.REPOSITORY, bear);
      drive.inDirectory(
          List.of(BEAR),
          in -> {
            assertFalse(Files.isSymbolicLink(list(in).get(0)));
            assertArrayEquals(content, bytes(list(in).get(0)));
          });
      assertEquals(List.of(), list(work.path()), "nothing stays");
    }
  }

  @Test
  void nothingOfThePackagesIsInTheWorkDirectoryWhileTheyAreServed() {
    try (PackageDrive drive = new PackageDrive(work, one -> PackageSource.FILES)) {
      drive.add(PackageDrive.GIVEN, bear);
      Drive.NbdSocket served = (Drive.NbdSocket) drive.drive();
      assertTrue(served.readOnly());
      assertEquals(served, drive.drive());
      assertEquals(
          List.of(served.socket()),
          list(work.path()).stream().flatMap(p -> list(p).stream()).toList());
      drive.requireHealthy();
    }
    assertEquals(List.of(), list(work.path()));
  }

  @Test
  void aPackageThatBecameAnotherIsNotAdmitted() throws IOException {
    try (PackageDrive drive = new PackageDrive(work, one -> PackageSource.FILES)) {
      Files.copy(
          TestData.require("rpms/rpm-tests/hello-2.0-1.x86_64-signed.rpm"),
          file,
          StandardCopyOption.REPLACE_EXISTING);
      String path = drive.add(PackageDrive.GIVEN, bear);
      SignatureGate gate = SignatureGate.of(KeyRing.empty(), "", new FakeImage(), name -> true);
      HostException e = assertThrows(HostException.class, () -> gate.check(bear, drive.file(path)));
      assertEquals(file + ": changed while it was used", e.problems().get(0).headline());
    }
  }

  @Test
  void aFileThatIsGoneIsNamed() throws IOException {
    Files.delete(file);
    try (PackageDrive drive = new PackageDrive(work, one -> PackageSource.FILES)) {
      HostException e =
          assertThrows(HostException.class, () -> drive.add(PackageDrive.GIVEN, bear));
      assertEquals(file + ": cannot be read: no such file", e.problems().get(0).headline());
    }
  }
}
