package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.report.CheckReport;
import org.nodecustomize.report.FixReport;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Severity;

/**
 * Plants every defect of {@code rule/fixable-defects.txt} into one copy of a sample, repairs it, and
 * looks at the result with unsquashfs and debugfs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FixIT {
  private static final HostProgram PROGRAMS = new HostProgram(new Cancellation());
  private static final String FACTORY = "/usr/share/factory";

  /** What somebody has to decide. */
  private static final List<String> UNDECIDED =
      List.of("both link /etc/system-release issue", "put /var/lib/site/data a\\n");

  private static final Set<String> LEFT =
      Set.of("NC107 /etc/system-release", "NC204 /var/lib/site/data");

  private final Path directory = temporary();
  private final Path sample = Requirement.sample("rocky9.squashfs");
  private final Path planted = directory.resolve("planted.squashfs");
  private final Path fixed = directory.resolve("fixed.squashfs");
  private final Path inner = directory.resolve("fixed/LiveOS/rootfs.img");
  private Optional<FixReport> report = Optional.empty();

  private static Path temporary() {
    try {
      return Files.createTempDirectory("fix");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void plantAndFix() throws IOException {
    Requirement.programs("unsquashfs", "mksquashfs", "debugfs", "e2fsck");
    Path unpacked = directory.resolve("unpacked");
    run("unsquashfs", "-q", "-no-progress", "-d", unpacked.toString(), sample.toString());
    Path rootfs = unpacked.resolve("LiveOS/rootfs.img");
    List<String> steps = new ArrayList<>();
    PlantedDefectsIT.defects("fixable-defects.txt", "rocky9")
        .forEach(one -> steps.addAll(one.steps()));
    steps.addAll(UNDECIDED);
    Path script = new DebugfsEdits(rootfs, directory, "").script(steps);
    ProgramResult result = run("debugfs", "-w", "-f", script.toString(), rootfs.toString());
    assertEquals(List.of(), result.err().lines().skip(1).filter(l -> !l.isBlank()).toList());
    run(
        "mksquashfs",
        unpacked.toString(),
        planted.toString(),
        "-comp",
        "zstd",
        "-Xcompression-level",
        "1",
        "-no-progress",
        "-quiet");
    report = Optional.of(fix(planted, fixed, false));
    Path out = directory.resolve("fixed");
    run("unsquashfs", "-q", "-no-progress", "-d", out.toString(), fixed.toString());
  }

  @AfterAll
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private FixReport fix(Path image, Path output, boolean dryRun) {
    CheckRequest request =
        new CheckRequest(
            image,
            Optional.of(sample),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of());
    ChangeRequest change =
        new ChangeRequest(
            image,
            new OutputPolicy(Optional.of(output), false, false),
            Optional.empty(),
            Optional.empty());
    return new FixImage(context(), "test").fix(request, change, dryRun);
  }

  private static HostContext context() {
    return HostContext.fromEnvironment(Events.none(), new Cancellation());
  }

  private static ProgramResult run(String... command) {
    ProgramResult result = PROGRAMS.run(List.of(command), Duration.ofMinutes(5));
    assertTrue(result.succeeded(), () -> List.of(command) + ": " + result.err() + result.out());
    return result;
  }

  private static List<Finding> findings(CheckReport report) {
    return report.result().results().stream()
        .flatMap(one -> one.findings().stream())
        .filter(finding -> !finding.inherited())
        .toList();
  }

  private static Set<String> keys(CheckReport report) {
    return findings(report).stream()
        .filter(finding -> finding.severity() != Severity.INFO)
        .map(finding -> finding.rule() + " " + finding.path())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyDefectIsFoundBeforeAndItsFixIsListed() throws IOException {
    Set<String> expected = new TreeSet<>();
    PlantedDefectsIT.defects("fixable-defects.txt", "rocky9")
        .forEach(one -> expected.addAll(one.expected()));
    Set<String> found =
        findings(report.orElseThrow().before()).stream()
            .map(Finding::rule)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(found.containsAll(expected), () -> found + " lacks some of " + expected);
    Set<String> fixes =
        report.orElseThrow().fixes().stream()
            .map(fix -> fix.rule().id())
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(fixes.containsAll(expected), () -> fixes + " lacks some of " + expected);
  }

  @Test
  void theResultHasNothingNewAndOnlyWhatSomebodyHasToDecide() {
    CheckReport again =
        new CheckImage(context())
            .check(
                new CheckRequest(
                    fixed,
                    Optional.of(sample),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of()));
    assertEquals(keys(report.orElseThrow().after()), keys(again));
    assertEquals(new TreeSet<>(LEFT), keys(again), () -> findings(again).toString());
    Set<String> before = keys(report.orElseThrow().before());
    assertTrue(before.containsAll(keys(again)));
  }

  @Test
  void aDryRunTellsTheSameAndWritesNothing() throws IOException {
    Path other = directory.resolve("other.squashfs");
    FixReport told = fix(planted, other, true);
    assertFalse(Files.exists(other));
    assertEquals(lines(report.orElseThrow()), lines(told));
    assertEquals(keys(report.orElseThrow().after()), keys(told.after()));
    assertEquals(keys(told.before()), keys(told.result()));
  }

  private static List<String> lines(FixReport told) {
    return told.fixes().stream()
        .map(fix -> fix.rule().id() + " " + fix.path() + ": " + fix.done())
        .toList();
  }

  @Test
  void anImageThatNothingCanBeFixedInIsNotWritten() {
    Path other = directory.resolve("other.squashfs");
    FixReport told = fix(sample, other, false);
    assertEquals(List.of(), told.fixes());
    assertEquals(Optional.empty(), told.output());
    assertFalse(Files.exists(other));
  }

  @Test
  void theFileSystemIsSound() {
    run("e2fsck", "-fn", inner.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/etc/shells | Mode: 0644",
        "/etc/site/deep/site.conf | Mode: 0644",
        "/etc/cron.d/site | Mode: 0644",
        "/etc/shadow | Mode: 0000",
        "/etc/machine-id | Size: 0",
        "/usr/share/site-file | Mode: 0664",
        "/tmp | Mode: 01777",
        "/home | Mode: 0755",
        "/var/run | Fast link dest: \"../run\"",
        "/sbin | Fast link dest: \"usr/sbin\"",
        "/var/lib/rpm | Fast link dest: \"../../usr/share/rpm\"",
        "/boot/copy | Links: 1",
        "/usr/lib/systemd/system/fstrim.timer | Links: 1",
      })
  void debugfsSeesWhatWasPutRight(String path, String expected) {
    String told = ask("stat " + path).replaceAll(" +", " ");
    assertTrue(told.contains(expected.strip()), told);
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/networks",
    "/usr/share/factory/etc/networks",
    "/etc/motd.rpmnew",
    "/usr/share/factory/etc/motd.rpmnew",
    "/run/site",
    "/var/log/site.log",
    "/var/cache/dnf/a.solv",
    "/var/imgbased/.image-updated",
    "/etc/ssh/ssh_host_ed25519_key",
    "/var/lib/systemd/random-seed",
    "/etc/iscsi/initiatorname.iscsi",
    "/etc/lvm/devices/system.devices",
    "/etc/.updated",
    "/boot/loader/entries/a.conf",
    "/.autorelabel",
    "/usr/lib/systemd/system/multi-user.target.wants/gone.service",
  })
  void debugfsSeesThatItIsGone(String path) {
    assertTrue(
        PROGRAMS
            .run(List.of("debugfs", "-R", "stat " + path, inner.toString()), Duration.ofMinutes(1))
            .err()
            .contains("File not found by ext2_lookup"),
        path);
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/shells",
    "/etc/site/deep/site.conf",
    "/etc/passwd",
    "/etc/group",
    "/etc/shadow",
    "/etc/gshadow",
    "/etc/protocols",
  })
  void debugfsSeesTheSameBytesInThePristineCopy(String path) throws IOException {
    byte[] bytes = dump(path);
    assertTrue(bytes.length > 0);
    assertTrue(Arrays.equals(bytes, dump(FACTORY + path)), path);
    assertTrue(!inode(path).equals(inode(FACTORY + path)), "a hard link");
  }

  @Test
  void whatIsChangedIsNewerThanTheOriginal() {
    assertTrue(time(ask("stat /etc/protocols")) > time(askOriginal("stat /etc/protocols")));
    assertTrue(time(ask("stat /usr/share/site-time")) < 4_102_444_800L);
  }

  private static long time(String stat) {
    int at = stat.indexOf("mtime: 0x") + "mtime: 0x".length();
    return Long.parseLong(stat.substring(at, at + 8), 16);
  }

  private String inode(String path) {
    return ask("stat " + path).split("\\s+", 3)[1];
  }

  private String ask(String request) {
    return run("debugfs", "-R", request, inner.toString()).out();
  }

  private String askOriginal(String request) {
    return run("debugfs", "-R", request, directory.resolve("unpacked/LiveOS/rootfs.img").toString())
        .out();
  }

  private byte[] dump(String path) throws IOException {
    Path local = directory.resolve("dumped");
    Files.deleteIfExists(local);
    ask("dump " + path + " " + local);
    return Files.readAllBytes(local);
  }
}
