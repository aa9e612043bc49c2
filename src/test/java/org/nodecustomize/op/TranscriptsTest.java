package org.nodecustomize.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Golden;
import org.nodecustomize.Problems;
import org.nodecustomize.image.PackageManagerKind;

/** What is made of managers' own words; the transcripts in files are real ones. */
class TranscriptsTest {

  @ParameterizedTest
  @CsvSource({
    "YUM, yum-3.4-unmet",
    "YUM, yum-3.4-older",
    "RPM, rpm-4.11-unmet",
    "RPM, rpm-4.11-older",
    "RPM, rpm-4.11-erase-needed",
    "DNF, dnf-4.12-unmet",
    "DNF, dnf-4.12-architecture"
  })
  void aRealTranscriptBecomesProblems(PackageManagerKind kind, String name) {
    String transcript = Golden.read("transcripts/" + name + ".txt");
    Golden.assertSame("transcripts/" + name + ".problems.txt", problems(kind, transcript));
  }

  @Test
  void aSuccessfulTranscriptHasNoFaults() {
    List<String> lines = Golden.read("transcripts/dnf-4.12-done.txt").lines().toList();
    assertEquals(List.of(), PackageManager.of(PackageManagerKind.DNF).faults(lines));
    assertEquals(List.of(), PackageManager.of(PackageManagerKind.YUM).faults(lines));
  }

  private static String problems(PackageManagerKind kind, String transcript) {
    List<String> lines = transcript.lines().toList();
    return Problems.text(
        FaultReport.problems(kind.id(), PackageManager.of(kind).faults(lines), lines));
  }

  private static String rpm(String transcript) {
    return problems(PackageManagerKind.RPM, transcript);
  }

  private static final String CONFLICT_HINT =
      "hint: replace the installed package by a newer one with --upgrade, or remove it first:"
          + " node-customize remove-rpm NAME IMAGE\n";

  @ParameterizedTest
  @CsvSource({
    "'\tfile /usr/bin/x from install of a-1-1.noarch conflicts with file from package b-1-1.noarch',"
        + " file /usr/bin/x from install of a-1-1.noarch conflicts with file from package"
        + " b-1-1.noarch",
    "'\tfile /usr/bin/x conflicts between attempted installs of a-1-1.noarch and b-1-1.noarch',"
        + " file /usr/bin/x conflicts between attempted installs of a-1-1.noarch and b-1-1.noarch",
    "'\tbar < 2.0 conflicts with foo-1.0-1.noarch', bar < 2.0 conflicts with foo-1.0-1.noarch",
    "'\tfoo conflicts with (installed) bar-1.0-1.noarch',"
        + " foo conflicts with (installed) bar-1.0-1.noarch",
    "'\tfoo <= 1.0 is obsoleted by (installed) bar-2.0-1.noarch',"
        + " foo <= 1.0 is obsoleted by (installed) bar-2.0-1.noarch",
    "'\tpackage foo-1.0-1.noarch is already installed',"
        + " package foo-1.0-1.noarch is already installed"
  })
  void whatExcludesEachOtherIsToldInRpmsWords(String line, String message) {
    assertEquals(message + "\n" + CONFLICT_HINT, rpm("error: Failed dependencies:\n" + line));
  }

  @Test
  void dnfHandsRpmsFileConflictsOn() {
    String transcript =
        """
        Error: Transaction test error:
          file /usr/bin/x from install of a-1-1.noarch conflicts with file from package b-1-1.noarch
          file /usr/bin/y from install of a-1-1.noarch conflicts with file from package b-1-1.noarch
        """;
    assertEquals(
        """
        packages exclude each other
          file /usr/bin/x from install of a-1-1.noarch conflicts with file from package b-1-1.noarch
          file /usr/bin/y from install of a-1-1.noarch conflicts with file from package b-1-1.noarch
        """
            + CONFLICT_HINT,
        problems(PackageManagerKind.DNF, transcript));
  }

  @Test
  void manyConflictsDoNotFloodTheTerminal() {
    StringBuilder transcript = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      transcript.append(
          "\tfile /f%d conflicts between attempted installs of a and b\n".formatted(i));
    }
    List<String> lines = rpm(transcript.toString()).lines().toList();
    assertEquals(33, lines.size());
    assertEquals("  and 470 more", lines.get(31));
  }

  @ParameterizedTest
  @CsvSource({
    "RPM, '\tinstalling package foo-1-1.x86_64 needs 172MB on the / filesystem'",
    "RPM, '\tinstalling package foo-1-1.x86_64 needs 172MB more space on the / filesystem'",
    "DNF, '  At least 172MB more space needed on the / filesystem.'",
    "YUM, '  At least 172MB more space needed on the / filesystem.'"
  })
  void missingRoomIsToldWithAGrowthThatFits(PackageManagerKind kind, String line) {
    assertEquals(
        "no room in the image: 172MB more are needed\n  "
            + line.strip()
            + "\nhint: enlarge the file system in the same run, for instance: --grow +237M\n",
        problems(kind, line));
  }

  @Test
  void theLargestOfSeveralSumsOfSpaceCountsOnce() {
    String transcript =
        """
        Transaction check error:
          installing package a-1-1.x86_64 needs 900KB on the / filesystem
          installing package b-1-1.x86_64 needs 2GB on the / filesystem
          installing package c-1-1.x86_64 needs 172MB on the / filesystem

        Error Summary
        -------------
        Disk Requirements:
          At least 2048MB more space needed on the / filesystem.
        """;
    assertEquals(
        """
        no room in the image: 2GB more are needed
          installing package b-1-1.x86_64 needs 2GB on the / filesystem
        hint: enlarge the file system in the same run, for instance: --grow +2113M
        """,
        problems(PackageManagerKind.YUM, transcript));
  }

  @Test
  void missingInodesAreMissingRoom() {
    assertEquals(
        """
        no room in the image: 12 inodes more are needed
          installing package a-1-1.x86_64 needs 12 more inodes on the / filesystem
        hint: enlarge the file system in the same run, for instance: --grow +1G
        """,
        rpm("\tinstalling package a-1-1.x86_64 needs 12 more inodes on the / filesystem"));
  }

  @Test
  void aFullDiskWhileUnpackingIsNoDamagedPackage() {
    String line =
        "error: unpacking of archive failed on file /usr/bin/x;5f1c2d3e: cpio: write failed - No"
            + " space left on device";
    assertEquals(
        "no room in the image\n  "
            + line.substring(7)
            + "\nhint: enlarge the file system in the same run, for instance: --grow +1G\n",
        rpm(line));
  }

  @Test
  void aDamagedPayloadIsTold() {
    assertEquals(
        """
        unpacking of archive failed on file /usr/bin/hello;5f1c2d3e: cpio: Digest mismatch
        hint: get the package again, or ask its vendor: rpm could not unpack it
        """,
        rpm(
            """
            Preparing...
            error: unpacking of archive failed on file /usr/bin/hello;5f1c2d3e: cpio: Digest mismatch
            error: hello-2.0-1.x86_64: install failed
            """));
  }

  @Test
  void aFailedInstallWithoutAReasonIsNotSilent() {
    assertEquals(
        "hello-2.0-1.x86_64: install failed\n", rpm("error: hello-2.0-1.x86_64: install failed"));
  }

  private static final String SCRIPTLET_HINT =
      "hint: the package's own script does not run in an image; ask its vendor, or repair the"
          + " package\n";

  @Test
  void aFailedScriptletIsToldWithItsOwnOutput() {
    String transcript =
        """
        Preparing packages...
        error: %pre(foo-1.0-1.noarch) scriptlet failed, exit status 1
        error: foo-1.0-1.noarch: install failed
        """;
    assertEquals(
        "%pre(foo-1.0-1.noarch) scriptlet failed, exit status 1\n" + SCRIPTLET_HINT,
        rpm(transcript));
  }

  @Test
  void theOutputOfAnotherStepIsNotTheScriptlets() {
    String transcript =
        """
        Running transaction
          Installing : bar-1.0-1.noarch                                             1/2\s
        hello from bar
          Installing : foo-1.0-1.noarch                                             2/2\s
        cannot find /dev/foo
        giving up
        warning: %post(foo-1.0-1.noarch) scriptlet failed, exit status 3
        Non-fatal POSTIN scriptlet failure in rpm package foo-1.0-1.noarch
        """;
    assertEquals(
        """
        %post(foo-1.0-1.noarch) scriptlet failed, exit status 3
          cannot find /dev/foo
          giving up
        """
            + SCRIPTLET_HINT,
        problems(PackageManagerKind.YUM, transcript));
  }

  @ParameterizedTest
  @CsvSource({
    "YUM, Non-fatal POSTIN scriptlet failure in rpm package foo-1.0-1.noarch",
    "DNF, Error in POSTIN scriptlet in rpm package foo",
    "RPM, 'install: %pre scriptlet failed (2), skipping foo-1.0-1'",
    "RPM, '%transfiletriggerin(glibc-common-2.28-1.x86_64) scriptlet failed, exit status 127'",
    "RPM, '%post(foo-1.0-1.noarch) scriptlet failed, signal 9'",
    "RPM, 'lua script failed: [string \"%post(foo-1-1.noarch)\"]:1: oh'"
  })
  void everyWordingOfAScriptletsFailureIsKnown(PackageManagerKind kind, String line) {
    List<TransactionFault> faults = PackageManager.of(kind).faults(List.of("error: " + line));
    assertEquals(List.of(new TransactionFault.Scriptlet(line)), faults);
    assertEquals(faults, PackageManager.of(kind).faults(List.of(line)));
  }

  @Test
  void aScriptletThatTalksAboutScriptletsDidNotFail() {
    assertEquals(
        List.of(),
        PackageManager.of(PackageManagerKind.RPM)
            .faults(List.of("the last time a scriptlet failed was in 1999")));
  }

  @Test
  void anotherArchitectureIsToldOnce() {
    assertEquals(
        "package hello-1.0-1.ppc64 is intended for a different architecture\n",
        rpm(
            """
            \tpackage hello-1.0-1.ppc64 is intended for a different architecture
            \tpackage hello-1.0-1.ppc64 is intended for a different architecture
            """));
  }

  @Test
  void whatRpmItselfCannotDoIsNoMissingPackage() {
    assertEquals(
        """
        the image's rpm is too old for a package
          rpmlib(PayloadIsZstd) <= 5.4.18-1 is needed by payload-test-0.1-w3.zstdio.x86_64
        hint: get the package built for the image's system
        """,
        rpm(
            """
            error: Failed dependencies:
            \trpmlib(PayloadIsZstd) <= 5.4.18-1 is needed by payload-test-0.1-w3.zstdio.x86_64
            """));
  }

  @Test
  void whatDnfRepeatsIsToldOnce() {
    String transcript =
        """
        Error:\s
         Problem 1: conflicting requests
          - nothing provides wolf needed by lion-0.4-1.noarch
         Problem 2: package zoo-1-1.noarch requires lion, but none of the providers can be installed
          - conflicting requests
          - nothing provides wolf needed by lion-0.4-1.noarch
        (try to add '--skip-broken' to skip uninstallable packages)
        """;
    assertEquals(
        """
        1 requirement is not met
          wolf is needed by lion-0.4-1.noarch
        hint: name the missing packages too, or a directory that holds them: --repo DIR
        """,
        problems(PackageManagerKind.DNF, transcript));
  }

  @Test
  void dnfsSearchIsNoReasonWhereThereIsABetterOne() {
    String transcript =
        """
        Error:\s
         Problem: problem with installed package foo-1-1.noarch
          - cannot install both foo-2-1.noarch and foo-1-1.noarch
          - package bar-1-1.noarch conflicts with foo provided by foo-2-1.noarch
          - conflicting requests
        """;
    assertEquals(
        "package bar-1-1.noarch conflicts with foo provided by foo-2-1.noarch\n" + CONFLICT_HINT,
        problems(PackageManagerKind.DNF, transcript));
  }

  @Test
  void dnfsSearchIsTheReasonWhereItSaysNothingElse() {
    assertEquals(
        "cannot install both foo-2-1.noarch and foo-1-1.noarch\n" + CONFLICT_HINT,
        problems(
            PackageManagerKind.DNF,
            """
             Problem: conflicting requests
              - cannot install both foo-2-1.noarch and foo-1-1.noarch
            """));
  }

  @Test
  void yumsConflictIsToldOnceAlthoughRpmKnowsTheFormToo() {
    assertEquals(
        "foo conflicts with bar-1.0-1.noarch\n" + CONFLICT_HINT,
        problems(PackageManagerKind.YUM, "Error: foo conflicts with bar-1.0-1.noarch"));
  }

  @Test
  void wordsThatNobodyUnderstandsAreShownAsTheyAre() {
    assertEquals(
        "the image's dnf failed\n  Traceback\n  KeyError: 1\n",
        problems(PackageManagerKind.DNF, "Traceback\n\nKeyError: 1\n"));
  }

  @Test
  void aLineWithoutEndIsPassedOver() {
    String line = "x is needed by ".repeat(200_000);
    assertEquals(List.of(), PackageManager.of(PackageManagerKind.RPM).faults(List.of(line)));
  }
}
