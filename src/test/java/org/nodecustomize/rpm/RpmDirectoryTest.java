package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.UsageException;

class RpmDirectoryTest {
  private final Path directory;

  RpmDirectoryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static TinyRpm named(String name, String... requires) {
    TinyRpm rpm = new TinyRpm().text(RpmTag.NAME, name);
    rpm.texts(RpmTag.PROVIDENAME, name);
    rpm.texts(RpmTag.BASENAMES, name, name + ".conf");
    if (requires.length == 0) {
      rpm.without(RpmTag.REQUIRENAME);
    } else {
      rpm.texts(RpmTag.REQUIRENAME, requires);
    }
    return rpm.without(RpmTag.REQUIREFLAGS).without(RpmTag.REQUIREVERSION);
  }

  private void write(String path, TinyRpm rpm) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, rpm.build());
  }

  private static List<String> names(List<RpmPackage> packages) {
    return packages.stream().map(p -> p.nevra().name()).toList();
  }

  @Test
  void packagesAreFoundInOrderAndBrokenOnesAreTold() throws IOException {
    write("b.rpm", named("b"));
    write("a.rpm", named("a"));
    write("Packages/c/c.rpm", named("c"));
    write("1/2/3/deep.rpm", named("deep"));
    write("1/2/3/4/toodeep.rpm", named("toodeep"));
    write("s.src.rpm", named("s").sourceLead());
    Files.writeString(directory.resolve("broken.rpm"), "<html></html>");
    Files.writeString(directory.resolve("readme.txt"), "text");
    RpmDirectory read = RpmDirectory.read(directory);
    assertEquals(List.of("deep", "c", "a", "b"), names(read.packages()));
    assertEquals(
        List.of(
            directory.resolve("broken.rpm") + ": is not an RPM package: looks like an HTML page"),
        read.problems().stream().map(p -> p.headline()).toList());
  }

  @Test
  void linksAreFollowedOnlyInsideTheDirectory(@TempDir Path outside) throws IOException {
    write("pool/a.rpm", named("a"));
    Files.createDirectories(directory.resolve("Packages"));
    Files.createSymbolicLink(directory.resolve("Packages/a.rpm"), Path.of("../pool/a.rpm"));
    Files.write(outside.resolve("x.rpm"), named("x").build());
    Files.createSymbolicLink(directory.resolve("x.rpm"), outside.resolve("x.rpm"));
    Files.createSymbolicLink(directory.resolve("gone.rpm"), Path.of("nowhere"));
    Files.createSymbolicLink(directory.resolve("loop"), directory);
    RpmDirectory read = RpmDirectory.read(directory);
    assertEquals(List.of("a"), names(read.packages()));
    assertEquals(
        List.of("gone.rpm", "x.rpm"),
        read.problems().stream()
            .map(p -> Path.of(p.where().orElseThrow()).getFileName().toString())
            .sorted()
            .toList());
  }

  @Test
  void whatIsNoDirectoryIsWrongUse() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThrows(UsageException.class, () -> RpmDirectory.read(file));
    assertThrows(UsageException.class, () -> RpmDirectory.read(directory.resolve("missing")));
  }

  @Test
  void theClosureFollowsNamesPathsAndRichDependencies() throws IOException {
    write("a.rpm", named("a", "b", "rpmlib(X)", "a", "nobody"));
    write("b.rpm", named("b", "(c or d >= 2)"));
    write("c.rpm", named("c", "/usr/bin/e"));
    write("d.rpm", named("d", "a"));
    write("e.rpm", named("e", "f"));
    write("f.rpm", named("f"));
    write("f2.rpm", named("f").text(RpmTag.VERSION, "2.0"));
    write("g.rpm", named("g", "a"));
    write("w.rpm", named("w"));
    List<RpmPackage> all = RpmDirectory.read(directory).packages();
    RpmPackage a = all.get(0);
    assertEquals(
        List.of("b", "c", "d", "e", "f", "f"),
        names(DependencyClosure.of(List.of(a), all, p -> false)));
    assertEquals(
        List.of("b", "d"),
        names(DependencyClosure.of(List.of(a), all, p -> p.nevra().name().equals("c"))));
    RpmPackage w = RpmPackage.read(directory.resolve("w.rpm"));
    assertEquals(List.of(), DependencyClosure.of(List.of(w), all, p -> false));
  }

  @Test
  void recommendedPackagesBelongToTheClosure() throws IOException {
    write("a.rpm", named("a").texts(RpmTag.RECOMMENDNAME, "b"));
    write("b.rpm", named("b"));
    List<RpmPackage> all = RpmDirectory.read(directory).packages();
    assertEquals(List.of("b"), names(DependencyClosure.of(List.of(all.get(0)), all, p -> false)));
  }

  @Test
  void theClosureOfRealPackagesIsWhatTheyNeed() throws IOException {
    Path el7 = TestData.require("rpms/el7-real-kolla");
    List<RpmPackage> all = RpmDirectory.read(el7).packages();
    assertEquals(52, all.size());
    for (String expected :
        List.of(
            "python-setuptools: python-backports python-backports-ssl_match_hostname",
            "libmpc: mpfr",
            "ntp: autogen-libopts ca-certificates ntpdate openssl-libs")) {
      String name = expected.substring(0, expected.indexOf(':'));
      List<RpmPackage> requested = all.stream().filter(p -> p.nevra().name().equals(name)).toList();
      List<String> found =
          names(DependencyClosure.of(requested, all, p -> p.nevra().arch().equals("i686")));
      assertEquals(expected, name + ": " + String.join(" ", found));
    }
  }

  @Test
  void hostileListsOfDependenciesTakeNoTime() throws IOException {
    String[] many = new String[50_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "n" + i;
    }
    write("a.rpm", named("a", many).texts(RpmTag.PROVIDENAME, many));
    byte[] text = "((((".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    write("b.rpm", named("b", new String(text, StandardCharsets.US_ASCII)));
    List<RpmPackage> all = RpmDirectory.read(directory).packages();
    assertEquals(List.of(), DependencyClosure.of(all, all, p -> false));
  }
}
