package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.rule.Severity.ERROR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

class WaiversTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

  private static RuleResult result(String... paths) {
    RuleDescription rule = RuleDescription.of(Catalogue.find("NC308").orElseThrow());
    return new RuleResult(
        rule,
        new Outcome.Failed(
            Stream.of(paths)
                .map(path -> new Finding("NC308", ERROR, path, "is a host key", "delete it", false))
                .toList(),
            0));
  }

  private static CheckResult apply(String waivers, Set<String> baseline, String... paths) {
    return new Waivers(WaiverFile.parse("waivers", waivers), baseline, TODAY)
        .apply(IMGBASED, "given", List.of(result(paths)));
  }

  @Test
  void aWaivedFindingIsAcceptedAndKeptWithItsReason() {
    CheckResult result =
        apply(
            "# accepted\nNC308 /etc/ssh/*_rsa_* until 2026-11-23 test rig\n",
            Set.of(),
            "/etc/ssh/ssh_host_rsa_key");
    assertEquals(new Outcome.Passed(), result.results().get(0).outcome());
    assertEquals("test rig", result.waived().get(0).reason());
    assertEquals(List.of(), result.remarks());
  }

  @Test
  void aWaiverByNameWorksAsOneByNumber() {
    assertEquals(1, apply("ssh-host-keys ** test rig\n", Set.of(), "/a/b").waived().size());
  }

  @Test
  void anExpiredWaiverWaivesNothingAndIsTold() {
    CheckResult result = apply("NC308 /** until 2026-11-22 test rig\n", Set.of(), "/etc/ssh/a");
    assertEquals(1, result.results().get(0).findings().size());
    assertEquals(
        List.of("waivers:1: the waiver of NC308 for /** ended on 2026-11-22"), result.remarks());
  }

  @Test
  void whatWasNotKeptIsNotTakenAsWaived() {
    RuleDescription rule = RuleDescription.of(Catalogue.find("NC308").orElseThrow());
    Finding kept = new Finding("NC308", ERROR, "/etc/ssh/a", "is a host key", "delete it", false);
    CheckResult result =
        new Waivers(WaiverFile.parse("waivers", "NC308 /etc/** rig\n"), Set.of(), TODAY)
            .apply(
                IMGBASED,
                "given",
                List.of(new RuleResult(rule, new Outcome.Failed(List.of(kept), 7))));
    assertEquals(
        List.of(
            "error further findings: are 7 more than are kept, which no waiver and no baseline was"
                + " held to"),
        result.results().get(0).findings().stream().map(RuleTest::line).toList());
  }

  @Test
  void anUnusedWaiverIsTold() {
    assertEquals(
        List.of("waivers:1: the waiver of NC308 for /opt/* waives nothing"),
        apply("NC308 /opt/* test rig\n", Set.of(), "/etc/ssh/a").remarks());
  }

  @Test
  void aPatternWithBlanksIsQuoted() {
    assertEquals(1, apply("NC308 \"/a b/*\" test rig\n", Set.of(), "/a b/c").waived().size());
  }

  @Test
  void anEndMayStandAfterAnyBlank() {
    assertEquals(
        List.of("waivers:1: the waiver of NC308 for /** ended on 2026-11-22"),
        apply("NC308\t/**\tuntil\t2026-11-22\ttest rig\n", Set.of(), "/etc/ssh/a").remarks());
    assertEquals(
        "w:1: expected a date like 2027-03-31 but was \"\"",
        assertThrows(UsageException.class, () -> WaiverFile.parse("w", "NC308 /a until\n"))
            .problems()
            .get(0)
            .headline());
  }

  @Test
  void everyWrongLineIsTold() {
    UsageException failure =
        assertThrows(
            UsageException.class,
            () ->
                WaiverFile.parse(
                    "w", "NC999 /a reason\n\nNC308 /a until tomorrow reason\nNC308 /a\n"));
    assertEquals(
        List.of(
            "w:1: expected the number of a rule but was \"NC999\"",
            "w:3: expected a date like 2027-03-31 but was \"tomorrow\"",
            "w:4: expected a rule, a path and a reason"),
        failure.problems().stream().map(Problem::headline).toList());
  }

  @Test
  void aBaselineAcceptsWhatWasThereBefore(@TempDir Path directory) throws IOException {
    CheckResult before = apply("", Set.of(), "/etc/ssh/a", "/etc/ssh/b");
    Path file = Files.writeString(directory.resolve("baseline"), Baseline.text(before));
    CheckResult after = apply("", Baseline.read(file), "/etc/ssh/a", "/etc/ssh/c");
    assertEquals(
        List.of("/etc/ssh/c"),
        after.results().get(0).findings().stream().map(Finding::path).toList());
    assertEquals("is in the baseline", after.waived().get(0).reason());
  }

  @Test
  void aBaselineHoldsNamesThatNoTextFileCan(@TempDir Path directory) throws IOException {
    String[] paths = {"/opt/a\rNC308 /etc/ssh/a", "/opt/b\nc", "/opt/\udcff", "/opt/x\\x2dy"};
    Path file = directory.resolve("baseline");
    Files.writeString(file, Baseline.text(apply("", Set.of(), paths)));
    Set<String> baseline = Baseline.read(file);
    assertEquals(4, apply("", baseline, paths).waived().size());
    assertEquals(1, apply("", baseline, "/etc/ssh/a").results().get(0).findings().size());
  }

  @Test
  void aBaselineThatIsWrittenAnewKeepsWhatItAcceptedAndNotWhatAWaiverDoes() {
    Set<String> baseline = Set.of("NC308 /etc/ssh/a");
    CheckResult result =
        apply("NC308 /etc/ssh/b rig\n", baseline, "/etc/ssh/a", "/etc/ssh/b", "/etc/ssh/c");
    assertEquals(
        List.of("NC308 /etc/ssh/a", "NC308 /etc/ssh/c"),
        Baseline.text(result).lines().filter(line -> !line.startsWith("#")).toList());
  }

  @Test
  void aMissingFileIsAMistakeOfTheUser(@TempDir Path directory) {
    Path missing = directory.resolve("missing");
    for (Executable read :
        List.<Executable>of(() -> Baseline.read(missing), () -> WaiverFile.read(missing))) {
      assertEquals(
          missing + ": no such file",
          assertThrows(UsageException.class, read).problems().get(0).headline());
    }
  }
}
