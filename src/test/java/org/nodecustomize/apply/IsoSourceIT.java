package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.rpm.RpmDirectory;
import org.nodecustomize.rpm.RpmPackage;

/** Media that others' programs wrote, with names of each kind. */
class IsoSourceIT {
  private static final Origin ORIGIN = new Origin("site.yaml:5:7", "packages.repos[0]");

  @TempDir Path directory = Path.of("");

  /** A tree as a medium of EL has it, deep and with long names. */
  private Path tree() throws IOException {
    Path from = Requirement.data("rpms/el7-real-kolla");
    Path tree = directory.resolve("tree");
    Path packages = Files.createDirectories(tree.resolve("AppStream/Packages/a"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(f -> f.toString().endsWith("noarch.rpm")).toList()) {
        Files.copy(file, packages.resolve(file.getFileName()));
      }
    }
    Files.writeString(Files.createDirectories(tree.resolve("EFI")).resolve("broken.rpm"), "no rpm");
    Files.createSymbolicLink(tree.resolve("again.rpm"), Path.of("EFI/broken.rpm"));
    return tree;
  }

  private Path medium(String... options) throws IOException {
    Requirement.programs("genisoimage");
    Path medium = directory.resolve("medium.iso");
    List<String> command = new ArrayList<>(List.of("genisoimage", "-quiet", "-f"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", medium.toString(), tree().toString()));
    ProgramResult made = new HostProgram(new Cancellation()).run(command, Duration.ofMinutes(1));
    assertTrue(made.succeeded(), made::err);
    return medium;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-R", "-J -joliet-long", "-R -J", "-iso-level 1"})
  void packagesAreFoundAndCopiedWhateverNamesTheMediumHas(String options) throws IOException {
    Path medium = medium(options.split(" ", -1));
    Path packages = directory.resolve("tree/AppStream/Packages/a");
    IsoSource source = new IsoSource(ORIGIN, medium, "");
    List<RpmPackage> found = source.packages(Events.none());
    List<RpmPackage> wanted = RpmDirectory.read(packages).packages();
    assertFalse(wanted.isEmpty());
    assertEquals(
        wanted.stream().map(one -> one.nevra().toString()).sorted().toList(),
        found.stream().map(one -> one.nevra().toString()).sorted().toList());
    for (RpmPackage one : found) {
      Path original =
          wanted.stream().filter(w -> w.nevra().equals(one.nevra())).findFirst().get().path();
      Path copy = directory.resolve("copy.rpm");
      try (SteadyFiles files = new SteadyFiles()) {
        new SteadyFile("copy", source.place(one), files).copyTo(copy);
      }
      assertEquals(-1, Files.mismatch(original, copy));
      assertEquals(InputDigests.sha256(original), source.sha256(one).orElseThrow());
      Files.delete(copy);
    }
  }

  @Test
  void aDirectoryOfTheMediumIsEnough() throws IOException {
    Path medium = medium("-R");
    List<String> warnings = new ArrayList<>();
    Events events = event -> warnings.add(event.toString());
    assertEquals(7, new IsoSource(ORIGIN, medium, "AppStream/Packages").packages(events).size());
    assertEquals(List.of(), warnings);
    assertEquals(7, new IsoSource(ORIGIN, medium, "/").packages(events).size());
    assertEquals(2, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).contains(medium + ":/"), warnings::toString);
  }

  /** The same seeds give the same damage. */
  @Test
  @Timeout(120)
  void aDamagedMediumIsReadOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(medium("-R", "-J"));
    Path damaged = directory.resolve("damaged.iso");
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 30; i++) {
        bytes[32_768 + random.nextInt(60 * 2048)] = (byte) random.nextInt(256);
      }
      Files.write(
          damaged,
          round % 10 == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
      try {
        assertTrue(new IsoSource(ORIGIN, damaged, "").packages(Events.none()).size() <= 20);
      } catch (CustomizeException e) {
        assertFalse(e.problems().isEmpty());
      }
    }
  }
}
