package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Reads packages and versions with the rpm of this machine too, and compares. */
class HostRpmIT {
  /** No hyphen, which the Lua function takes for the start of a release. */
  private static final String ALPHABET = "0123ab.~^_+9Z";

  private final HostProgram programs = new HostProgram(new Cancellation());
  private final Path database;

  HostRpmIT(@TempDir Path database) {
    this.database = database;
  }

  @Test
  void versionsCompareAsByRpm() {
    Random random = new Random(20_160_101);
    for (int batch = 0; batch < 20; batch++) {
      compareVersions(random);
    }
  }

  /** In batches, because rpm 4.18 crashes on long output of its Lua. */
  private void compareVersions(Random random) {
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    StringBuilder lua = new StringBuilder("%{lua:");
    for (int i = 0; i < 100; i++) {
      left.add(version(random));
      right.add(random.nextInt(3) == 0 ? left.get(i) + version(random) : version(random));
      lua.append("print(rpm.vercmp('" + left.get(i) + "','" + right.get(i) + "') .. ' ')\n");
    }
    ProgramResult result = rpm(List.of("--eval", lua + "}"));
    String[] expected = result.out().strip().split("\\s+", -1);
    assertEquals(left.size(), expected.length, result.err());
    for (int i = 0; i < left.size(); i++) {
      assertEquals(
          Integer.parseInt(expected[i]),
          Integer.signum(VersionOrder.compare(left.get(i), right.get(i))),
          left.get(i) + " and " + right.get(i));
    }
  }

  private static String version(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(7);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cavaliergopher",
        "edge-extractcode",
        "el7-extra",
        "el7-real-kolla",
        "go-rpmutils",
        "pulp",
        "rpm-tests"
      })
  void packagesReadAsByRpm(String directory) throws IOException {
    int compared = 0;
    for (Path file : packages(directory)) {
      RpmPackage read;
      try {
        read = RpmPackage.read(file);
      } catch (OperationException e) {
        assertTrue(!query(file, "%{NAME}").succeeded(), () -> "rpm reads " + file);
        continue;
      }
      String expected = query(file, FORMAT).out().replaceAll("(?m)(^[RPCOM] .* )0:", "$1");
      assertEquals(expected, ours(read), file.toString());
      compared++;
    }
    assertTrue(compared > 0);
  }

  private static final String FORMAT =
      "%{NAME}|%{EPOCHNUM}|%{VERSION}|%{RELEASE}|%{SUMMARY}|%{LICENSE}|%{LONGSIZE}|%{OS}\\n"
          + "[R %{REQUIRES} %{REQUIREFLAGS} %{REQUIREVERSION}\\n]"
          + "[P %{PROVIDES} %{PROVIDEFLAGS} %{PROVIDEVERSION}\\n]"
          + "[C %{CONFLICTS} %{CONFLICTFLAGS} %{CONFLICTVERSION}\\n]"
          + "[O %{OBSOLETES} %{OBSOLETEFLAGS} %{OBSOLETEVERSION}\\n]"
          + "[M %{RECOMMENDS} %{RECOMMENDFLAGS} %{RECOMMENDVERSION}\\n]"
          + "[F %{FILENAMES}\\n]";

  private static String ours(RpmPackage read) {
    StringBuilder text = new StringBuilder();
    Nevra nevra = read.nevra();
    text.append(
        String.join(
            "|",
            nevra.name(),
            String.valueOf(nevra.epoch()),
            nevra.version(),
            nevra.release(),
            read.summary(),
            read.license(),
            String.valueOf(read.installedSize()),
            read.os()));
    text.append('\n');
    dependencies(text, "R", read.requires());
    dependencies(text, "P", read.provides());
    dependencies(text, "C", read.conflicts());
    dependencies(text, "O", read.obsoletes());
    dependencies(text, "M", read.recommends());
    read.files().forEach(file -> text.append("F ").append(file).append('\n'));
    return text.toString();
  }

  private static void dependencies(StringBuilder text, String kind, List<Dependency> list) {
    for (Dependency dependency : list) {
      String flags = Integer.toUnsignedString(dependency.rawFlags());
      text.append(kind + " " + dependency.name() + " " + flags + " " + dependency.evr() + "\n");
    }
  }

  @Test
  void signaturesAreFoundGoodAndBadAsByRpm() throws IOException {
    Path key = TestData.require("rpms/el7-real-kolla/RPM-GPG-KEY-CentOS-7");
    KeyRing ring = KeyRing.empty().plus(key.toString(), Files.readAllBytes(key));
    ProgramResult imported = run("rpmkeys", List.of("--import", key.toString()));
    assertTrue(imported.succeeded(), imported.err());
    for (String directory : List.of("el7-real-kolla", "edge-extractcode", "rpm-tests")) {
      for (Path file : packages(directory)) {
        if (file.endsWith("broken.rpm")) {
          continue;
        }
        boolean accepted = run("rpmkeys", List.of("-K", file.toString())).succeeded();
        Verification ours = RpmVerifier.verify(RpmFile.read(file), ring);
        boolean oursAccepted =
            ours instanceof Verification.Signed || ours instanceof Verification.Unsigned;
        assertEquals(accepted, oursAccepted, file + ": " + ours);
      }
    }
  }

  private static List<Path> packages(String directory) throws IOException {
    try (Stream<Path> files = Files.list(TestData.require("rpms/" + directory))) {
      return List.copyOf(
          new TreeSet<>(files.filter(file -> file.toString().endsWith("rpm")).toList()));
    }
  }

  private ProgramResult query(Path file, String format) {
    return rpm(List.of("-qp", "--nosignature", "--nodigest", "--qf", format, file.toString()));
  }

  private ProgramResult rpm(List<String> arguments) {
    return run("rpm", arguments);
  }

  /** The database of this machine is never touched. */
  private ProgramResult run(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program, "--dbpath", database.toString()));
    command.addAll(arguments);
    return programs.run(command, Duration.ofSeconds(60));
  }
}
