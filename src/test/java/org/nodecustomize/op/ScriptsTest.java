package org.nodecustomize.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.rpm.Nevra;

/** The scripts that managers are run by, as a real shell understands them. */
class ScriptsTest {
  @TempDir Path directory = Path.of("");

  private static ProgramResult shell(String script) {
    return new HostProgram(new Cancellation())
        .run(List.of("/bin/sh", "-c", script), Duration.ofSeconds(20));
  }

  private static InstallPackages install(String... files) {
    return new InstallPackages(List.of(files), List.of(), Optional.empty(), false, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        " two  words ",
        "it's",
        "''''",
        "$HOME ${x} $(touch pwned) `touch pwned`",
        "a\nb\n",
        "\\ \\\\ \\'",
        "-rf",
        "*?[a]~!#;&|<>(){}",
        "\u00fc \u202e \t",
        "\"double\""
      })
  void theShellTakesAQuotedWordAsItIs(String word) {
    ProgramResult result = shell("LC_ALL=C.UTF-8 printf '<%s>' " + ShellWord.quote(word));
    assertEquals("<" + word + ">", result.out());
    assertEquals("", result.err());
  }

  @Test
  void severalWordsStaySeveral() {
    assertEquals(
        "<a b><c'd>", shell("printf '<%s>' " + ShellWord.quote(List.of("a b", "c'd"))).out());
  }

  @Test
  void aWordWithNulIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ShellWord.quote("a\0b"));
  }

  /** Runs the configuration part with the image's own file beside the scratch directory. */
  private String configure(String own, InstallPackages operation) throws IOException {
    Path scratch = Files.createDirectories(directory.resolve("scratch"));
    Path file = directory.resolve("own.conf");
    Files.writeString(file, own);
    ManagerConfiguration configuration = new ManagerConfiguration(scratch.toString());
    String script =
        ManagerConfiguration.environment(scratch.toString())
            + configuration.script(file.toString(), operation, "logdir=/x\n");
    ProgramResult result = shell(script);
    assertEquals("", result.out() + result.err());
    assertEquals(0, result.exitCode());
    assertEquals(own, Files.readString(file));
    try (Stream<Path> outside = Files.list(directory)) {
      assertEquals(List.of(file, scratch), outside.sorted().toList());
    }
    return Files.readString(Path.of(configuration.file())).replace(scratch.toString(), "SCRATCH");
  }

  private static final String HEAD =
      """
      [main]
      cachedir=SCRATCH/cache
      persistdir=SCRATCH/persist
      reposdir=SCRATCH/repos.d
      keepcache=0
      plugins=0
      color=never
      gpgcheck=0
      localpkg_gpgcheck=0
      tsflags=nodocs
      logdir=/x
      """;

  @Test
  void whatTheAdministratorDecidedAboutPackagesIsCarriedOver() throws IOException {
    assertEquals(
        HEAD
            + """
            exclude = kernel*
            \tglibc
              bash
            protected_packages=systemd
            installonly_limit: 3
            """,
        configure(
            """
            # comment
            [main]
            cachedir=/var/cache/yum
            plugins=1
            exclude = kernel*
            \tglibc
              bash
            skip_broken=1
            protected_packages=systemd
            gpgcheck=1
            tsflags=noscripts
            installonly_limit: 3
            excludes=not an option
            reposdir=/etc/repos
            [updates]
            exclude=never
            [main]
            exclude=twice
            """,
            install()));
  }

  @Test
  void aSectionThatFollowsAValueAtOnceEndsTheMainSection() throws IOException {
    assertEquals(
        HEAD + "best=True\n", configure("[main]\nbest=True\n[other]\nexclude=a\n", install()));
    assertEquals(HEAD + "best=True\n", configure("[main]\nbest=True", install()).strip() + "\n");
  }

  @Test
  void anOwnFileWithoutMainSectionGivesNothing() throws IOException {
    assertEquals(HEAD, configure("", install()));
    assertEquals(HEAD, configure("exclude=a\n[other]\nexclude=b\n", install()));
  }

  @Test
  void aMissingOwnFileIsNoFailure() throws IOException {
    Path scratch = Files.createDirectories(directory.resolve("scratch"));
    ManagerConfiguration configuration = new ManagerConfiguration(scratch.toString());
    ProgramResult result = shell(configuration.script("/nonexistent.conf", install(), ""));
    assertEquals(0, result.exitCode());
    assertEquals("", result.err());
  }

  @Test
  void valuesOfTheOwnFileAreNotExecuted() throws IOException {
    String hostile = "[main]\nexclude=$(touch " + directory + "/pwned) `id` END\nEND\n'\n";
    assertTrue(configure(hostile, install()).endsWith("`id` END\n"));
    assertFalse(Files.exists(directory.resolve("pwned")));
  }

  @Test
  void theRepositoryIsTheOnlyOne() throws IOException {
    configure(
        "[main]\n",
        new InstallPackages(List.of(), List.of(), Optional.of("/mnt/repository"), false, true));
    Path repositories = directory.resolve("scratch/repos.d");
    try (Stream<Path> files = Files.list(repositories)) {
      assertEquals(List.of(repositories.resolve("node-customize.repo")), files.toList());
    }
    assertEquals(
        """
        [node-customize]
        name=packages given to node-customize
        baseurl=file:///mnt/repository
        enabled=1
        gpgcheck=0
        """,
        Files.readString(repositories.resolve("node-customize.repo")));
  }

  @ParameterizedTest
  @EnumSource(PackageManagerKind.class)
  void everyScriptIsGoodShellAndQuotesItsFiles(PackageManagerKind kind) throws IOException {
    String script =
        PackageManager.of(kind).installScript(install("/mnt/packages/given/a'b $(x).rpm"), "/mnt");
    Path file = directory.resolve("script.sh");
    Files.writeString(file, script);
    ProgramResult result =
        new HostProgram(new Cancellation())
            .run(List.of("/bin/sh", "-n", file.toString()), Duration.ofSeconds(20));
    assertEquals("", result.err());
    assertTrue(script.endsWith(" '/mnt/packages/given/a'\\''b $(x).rpm'\n"), script);
  }

  @Test
  void rpmIsAskedToUpgradeOnlyWhereThatIsAllowed() {
    InstallPackages upgrade =
        new InstallPackages(List.of("/a.rpm"), List.of("/b.rpm"), Optional.empty(), true, true);
    RpmManager rpm = new RpmManager();
    assertEquals("exec rpm -U --nosignature -v  '/a.rpm' '/b.rpm'", last(rpm, upgrade));
    assertEquals(
        "exec rpm -i --nosignature -v --excludedocs '/a.rpm'", last(rpm, install("/a.rpm")));
  }

  private static String last(RpmManager rpm, InstallPackages operation) {
    List<String> lines = rpm.installScript(operation, "/mnt").lines().toList();
    return lines.get(lines.size() - 1);
  }

  /** An rpm that accepts every test and tells how it was called otherwise. */
  private String runWithFakeRpm(String rpm, String configuration) throws IOException {
    Path programs = Files.createDirectories(directory.resolve("bin"));
    Path program = programs.resolve("rpm");
    Files.writeString(program, "#!/bin/sh\n" + rpm);
    assertTrue(program.toFile().setExecutable(true));
    Path own = directory.resolve("yum.conf");
    Files.writeString(own, configuration);
    String script =
        new RpmManager()
            .scriptIfComplete(
                install("/a'b.rpm"),
                List.of(new Nevra("a'b", 0, "1", "2", "noarch")),
                directory.resolve("scratch").toString(),
                own.toString());
    ProgramResult result = shell("PATH=" + programs + ":$PATH\n" + script);
    return result.exitCode() + ": " + result.out().strip();
  }

  @Test
  void rpmAloneIsTestedFirst() throws IOException {
    String rpm = "case \"$*\" in *--test*) exit %d;; *) printf '%%s\\n' \"$*\";; esac\n";
    assertEquals(
        """
        0: -i --nosignature -v --excludedocs /a'b.rpm
        node-customize: now installed
        -q --qf %s -- a'b-1-2.noarch"""
            .formatted(InstalledPackage.QUERY_FORMAT),
        runWithFakeRpm(rpm.formatted(0), "[main]\nkeepcache=0\n"));
    assertEquals(
        "1: " + RpmManager.NOT_COMPLETE, runWithFakeRpm(rpm.formatted(1), "[main]\nkeepcache=0\n"));
  }

  @Test
  void whatRpmFailsWithIsTheScriptsOwnExit() throws IOException {
    assertEquals(
        "3:", runWithFakeRpm("case \"$*\" in *--test*) exit 0;; *) exit 3;; esac\n", "").strip());
  }

  @Test
  void anAdministratorWhoExcludesPackagesIsHeard() throws IOException {
    assertEquals(
        "1: " + RpmManager.NOT_COMPLETE, runWithFakeRpm("exit 0\n", "[main]\nexclude = kernel*\n"));
  }
}
