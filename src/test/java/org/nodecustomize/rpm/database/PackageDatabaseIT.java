package org.nodecustomize.rpm.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rpm.InstalledHeader;
import org.nodecustomize.rpm.InstalledTag;
import org.nodecustomize.rpm.database.PackageDatabase.Format;

/** Reads databases with the rpm of this machine too, and compares every package and every file. */
class PackageDatabaseIT {
  private static final String PACKAGE_QUERY =
      "%{DBINSTANCE}|%{NAME}|%{EPOCHNUM}|%{VERSION}|%{RELEASE}|%{ARCH}|%{INSTALLTIME}|%{INSTALLTID}"
          + "|%{LONGSIZE}|%{SOURCERPM}\\n";
  private static final String FILE_QUERY =
      "[%{=DBINSTANCE}|%{FILENAMES}|%{FILEMODES:octal}|%{FILEUSERNAME}|%{FILEGROUPNAME}"
          + "|%{FILEDIGESTS}|%{FILESIZES}|%{FILEMTIMES}|%{FILELINKTOS}|%{FILEFLAGS}|%{FILESTATES}\\n]";
  private static final String NEED_QUERY =
      "[%{=DBINSTANCE}|%{REQUIRENAME}|%{REQUIREVERSION}\\n]"
          + "[%{=DBINSTANCE}|%{PROVIDENAME}|%{PROVIDEVERSION}\\n]";

  private final HostProgram programs = new HostProgram(new Cancellation());
  private final Path directory;

  PackageDatabaseIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void needsRpm() {
    Requirement.programs("rpm", "tar");
  }

  @Test
  void theDatabaseOfRocky9IsReadAsByRpm() {
    compare(unpack("rocky-9.1-x86_64-rootfs-rebuiltdb.tar.xz"), Format.SQLITE, 100);
  }

  @Test
  void theDatabaseOfCentos7IsReadAsByRpm() {
    compare(unpack("centos-7.7.1908-x86_64-rootfs-rebuiltdb.tar.xz"), Format.BERKELEY, 100);
  }

  @Test
  void whatRpmInstallsIsReadAsByRpm() throws IOException {
    Requirement.data("rpms");
    List<String> packages = new ArrayList<>();
    for (String place : List.of("el7-real-kolla", "el7-extra", "rpm-tests", "pulp")) {
      try (Stream<Path> files = Files.list(Requirement.data("rpms/" + place))) {
        files
            .map(Path::toString)
            .filter(name -> name.endsWith(".rpm"))
            .filter(name -> !name.contains("corrupted") && !name.contains(".src."))
            .filter(name -> !name.contains(".drpm"))
            .forEach(packages::add);
      }
    }
    Path database = Files.createDirectory(directory.resolve("rpm"));
    for (String rpm : packages) {
      // One that this rpm refuses is no loss, as long as most are there.
      rpm(
          database,
          "-i",
          "--justdb",
          "--nodeps",
          "--noscripts",
          "--notriggers",
          "--ignorearch",
          "--ignoreos",
          "--nosignature",
          "--force",
          rpm);
    }
    compare(database, Format.SQLITE, 60);
    List<String> keyIds =
        query(database, "[%{RSAHEADER:pgpsig}\\n]").stream()
            .filter(line -> line.contains("Key ID "))
            .map(line -> line.substring(line.indexOf("Key ID ") + 7))
            .toList();
    assertTrue(keyIds.size() > 40, keyIds::toString);
    List<String> read = new ArrayList<>();
    open(database)
        .forEach(
            header ->
                header
                    .header()
                    .bytes(InstalledTag.RSAHEADER)
                    .ifPresent(signature -> read.addAll(header.signatureKeyIds())));
    assertEquals(keyIds.stream().sorted().toList(), read.stream().sorted().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "rocky-9.1-x86_64-rootfs-rebuiltdb.tar.xz, rpmdb.sqlite",
    "centos-7.7.1908-x86_64-rootfs-rebuiltdb.tar.xz, Packages"
  })
  void aRealDatabaseThatIsDamagedIsReadOrRefused(String archive, String name) throws IOException {
    byte[] good = Files.readAllBytes(unpack(archive).resolve(name));
    Random random = new Random(name.hashCode());
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      // The beginning of a page says what is in it.
      int page = random.nextInt(bad.length / 4096) * 4096;
      bad[page + random.nextInt(i % 2 == 0 ? 40 : 4096)] = (byte) random.nextInt();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      try {
        DatabaseSearch search =
            PackageDatabase.find(
                "/rpm",
                file -> file.equals(name) ? Optional.of(DatabaseBytes.of(bad)) : Optional.empty(),
                Optional.empty());
        if (search instanceof DatabaseSearch.Found found) {
          found.database().forEach(InstalledHeader::files);
        }
      } catch (ImageException e) {
        assertEquals(Optional.of("/rpm/" + name), e.problems().get(0).where());
        refused++;
      }
    }
    int count = refused;
    assertTrue(count > 30, () -> "only " + count + " were refused");
  }

  private Path unpack(String archive) {
    Path tree = directory.resolve("tree");
    try {
      Files.createDirectory(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String file = Requirement.data(archive).toString();
    programs.run(
        List.of("tar", "-C", tree.toString(), "-xf", file, "./var/lib/rpm"), Duration.ofMinutes(5));
    return tree.resolve("var/lib/rpm");
  }

  private void compare(Path database, Format format, int atLeast) {
    PackageDatabase read = open(database);
    assertEquals(format, read.format());
    List<String> packages = new ArrayList<>();
    List<String> files = new ArrayList<>();
    List<String> needs = new ArrayList<>();
    read.forEach(
        header -> {
          packages.add(line(header));
          header.files().forEach(file -> files.add(line(header, file)));
          header
              .requires()
              .forEach(d -> needs.add(header.instance() + "|" + d.name() + "|" + d.evr()));
          header
              .provides()
              .forEach(d -> needs.add(header.instance() + "|" + d.name() + "|" + d.evr()));
          assertEquals(header.files().size(), header.fileCount());
        });
    assertTrue(packages.size() >= atLeast, () -> packages.size() + " packages");
    assertEquals(query(database, PACKAGE_QUERY), packages);
    List<String> expected = query(database, FILE_QUERY);
    assertEquals(expected.stream().filter(line -> !line.isBlank()).toList(), files);
    assertEquals(
        query(database, NEED_QUERY).stream().map(PackageDatabaseIT::withoutZeroEpoch).toList(),
        needs.stream().map(PackageDatabaseIT::withoutZeroEpoch).toList());
  }

  /** Both ways of writing the same version. */
  private static String withoutZeroEpoch(String line) {
    return line.replace("|0:", "|");
  }

  private static String line(InstalledHeader header) {
    return String.join(
        "|",
        Long.toString(header.instance()),
        header.nevra().name(),
        Integer.toString(header.nevra().epoch()),
        header.nevra().version(),
        header.nevra().release(),
        header.nevra().arch(),
        Long.toString(header.installTime()),
        Long.toString(header.transaction()),
        Long.toString(header.size()),
        header.sourceRpm().orElse("(none)"));
  }

  private static String line(InstalledHeader header, InstalledFile file) {
    return String.join(
        "|",
        Long.toString(header.instance()),
        file.path(),
        Integer.toOctalString(file.mode()),
        file.owner(),
        file.group(),
        file.digest(),
        Long.toString(file.size()),
        Long.toString(file.modified()),
        file.target(),
        Integer.toString(file.flags()),
        switch (file.state()) {
          case NORMAL -> "0";
          case REPLACED -> "1";
          case NOT_INSTALLED -> "2";
          case NET_SHARED -> "3";
          case WRONG_COLOR -> "4";
          case UNKNOWN -> "(none)";
        });
  }

  private PackageDatabase open(Path database) {
    DatabaseSearch search =
        PackageDatabase.find(
            database.toString(), name -> bytes(database.resolve(name)), Optional.empty());
    return assertInstanceOf(DatabaseSearch.Found.class, search).database();
  }

  private static Optional<DatabaseBytes> bytes(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] content = Files.readAllBytes(file);
      assertEquals(content.length, DatabaseBytes.of(channel).size());
      return Optional.of(DatabaseBytes.of(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> query(Path database, String format) {
    return rpm(database, "-qa", "--qf", format);
  }

  /** The database of this machine is never touched. */
  private List<String> rpm(Path database, String... arguments) {
    boolean berkeley = Files.exists(database.resolve("Packages"));
    List<String> command = new ArrayList<>(List.of("rpm"));
    command.addAll(List.of("--define", "_db_backend " + (berkeley ? "bdb_ro" : "sqlite")));
    command.addAll(List.of("--dbpath", database.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    List<String> lines = new ArrayList<>();
    programs.run(command, Duration.ofMinutes(2), Map.of(), lines::add);
    return lines;
  }
}
