package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.report.CheckReport;
import org.nodecustomize.report.DiffReport;
import org.nodecustomize.report.DiffReports;
import org.nodecustomize.report.FileListings;
import org.nodecustomize.report.InspectReports;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.squashfs.SquashfsTools;

/** Images that this program cannot read by itself are looked at as all others are. */
class ThroughApplianceIT {
  private static final String JOURNAL = "its journal holds changes that are not in place yet";

  @TempDir Path directory = Path.of("");
  private final List<Event> events = new ArrayList<>();

  private HostContext context() {
    HostContext here = HostContext.fromEnvironment(events::add, new Cancellation());
    return new HostContext(here.events(), here.cancellation(), directory, here.cacheDirectory());
  }

  private static List<String> findings(CheckReport report) {
    return report.result().results().stream()
        .flatMap(result -> result.findings().stream())
        .map(ThroughApplianceIT::text)
        .toList();
  }

  private static String text(Finding finding) {
    return "%s %s %s: %s"
        .formatted(finding.severity(), finding.rule(), finding.path(), finding.evidence());
  }

  private long launches() {
    return events.stream().filter(new Event.StageStarted(Stage.BOOT)::equals).count();
  }

  private boolean told(String text) {
    return events.stream()
        .anyMatch(event -> event instanceof Event.Notice notice && notice.text().endsWith(text));
  }

  private Path fileSystem(String name, long size) throws IOException {
    Path image = directory.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size);
    }
    return image;
  }

  /** A root tree with some of everything, in which rules find things. */
  private Path tree() throws IOException {
    Path tree = directory.resolve("tree");
    for (String path : List.of("etc/ssh", "usr/bin", "usr/share/factory/etc", "var", "boot")) {
      Files.createDirectories(tree.resolve(path));
    }
    Files.writeString(tree.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
    Files.writeString(tree.resolve("etc/group"), "root:x:0:\n");
    Files.writeString(tree.resolve("etc/machine-id"), "0123456789abcdef0123456789abcdef\n");
    Files.writeString(tree.resolve("etc/ssh/ssh_host_rsa_key"), "key\n");
    Files.writeString(tree.resolve("etc/os-release"), "ID=test\nVERSION_ID=1\n");
    Files.write(tree.resolve("usr/bin/program"), SquashfsTools.content(300_000, 4));
    Files.createSymbolicLink(tree.resolve("bin"), Path.of("usr/bin"));
    Files.createSymbolicLink(tree.resolve("usr/bin/broken"), Path.of("nowhere"));
    return tree;
  }

  private Path ext4(Path tree, String... further) throws IOException {
    Requirement.programs("mke2fs", "debugfs");
    Path image = fileSystem("ext4.img", 64 << 20);
    List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-F", "-t", "ext4"));
    command.addAll(List.of(further));
    command.addAll(List.of("-d", tree.toString(), image.toString()));
    SquashfsTools.run(command.toArray(String[]::new));
    return image;
  }

  /** The same tree in an xfs, as the kernel of an appliance writes it. */
  private Path xfs(Path ext4) throws IOException {
    Requirement.programs("mkfs.xfs");
    Path image = fileSystem("xfs.img", 400 << 20);
    SquashfsTools.run("mkfs.xfs", "-q", "-f", image.toString());
    List<Drive> drives = List.of(new Drive.RawFile(ext4, true), new Drive.RawFile(image, false));
    try (Appliance appliance = TestAppliance.launch(directory.resolve("filling"), drives)) {
      appliance.mount(appliance.device(0), "/", "ro");
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      appliance.tarOut("/", tar);
      appliance.unmountAll();
      appliance.mount(appliance.device(1), "/", "");
      appliance.tarIn(new ByteArrayInputStream(tar.toByteArray()), "/");
      appliance.unmountAll();
      appliance.shutdown();
    }
    return image;
  }

  @Test
  void bothSourcesGiveTheSameFindingsForARealImage() {
    Path image = Requirement.sample("rocky9.squashfs");
    CheckReport here = new CheckImage(context()).check(CheckRequest.of(image));
    assertEquals(0, launches());
    CheckReport there = new CheckImage(context().withReading(true)).check(CheckRequest.of(image));
    assertEquals(1, launches());
    assertTrue(told("because --through-appliance says so"), events::toString);
    assertEquals(findings(here), findings(there));
    assertEquals(
        here.result().results().stream().map(result -> result.outcome().toString()).toList(),
        there.result().results().stream().map(result -> result.outcome().toString()).toList());
    assertEquals(0, there.result().uncheckedRules());
  }

  @Test
  void anXfsIsLookedAtAsAnExt4WithTheSameFiles() throws Exception {
    Path ext4 = ext4(tree());
    Path xfs = xfs(ext4);
    HostContext context = context();
    CheckReport expected = new CheckImage(context).check(CheckRequest.of(ext4));
    assertEquals(0, launches());
    CheckReport report = new CheckImage(context).check(CheckRequest.of(xfs));
    assertEquals(1, launches());
    assertTrue(told("because it is a bare xfs file system"), events::toString);
    assertEquals(withoutContainer(expected), withoutContainer(report));
    assertTrue(findings(report).stream().anyMatch(line -> line.contains("NC307")));
    assertEquals(expected.result().uncheckedRules(), report.result().uncheckedRules());

    DiffReport same = new DiffImages(context).diff(ext4, xfs);
    assertTrue(same.files().isEmpty(), () -> DiffReports.text(same));
    assertTrue(InspectReports.json(new InspectImage(context).inspect(xfs)).contains("\"test\""));
    assertEquals(
        "broken\nprogram\n",
        FileListings.names(new LookIntoImage(context).list(xfs, "/bin", true)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LookIntoImage(context).copy(xfs, "/etc/os-release", out);
    assertEquals("ID=test\nVERSION_ID=1\n", out.toString(StandardCharsets.UTF_8));
  }

  private static List<String> withoutContainer(CheckReport report) {
    return findings(report).stream().filter(line -> !line.contains(" NC8")).toList();
  }

  @Test
  void aDirtyJournalIsReplayedAndTheImageIsCheckedWhole() throws Exception {
    Path image = ext4(tree());
    List<String> clean = findings(new CheckImage(context()).check(CheckRequest.of(image)));
    SquashfsTools.run("debugfs", "-w", "-R", "feature needs_recovery", image.toString());
    byte[] before = Files.readAllBytes(image);
    CheckReport report = new CheckImage(context()).check(CheckRequest.of(image));
    assertEquals(1, launches());
    assertTrue(told("because " + JOURNAL), events::toString);
    List<String> dirty = new ArrayList<>(findings(report));
    dirty.removeAll(clean);
    assertEquals(1, dirty.size(), dirty::toString);
    assertTrue(dirty.get(0).startsWith("ERROR NC803"), dirty::toString);
    assertTrue(findings(report).containsAll(clean), dirty::toString);
    assertTrue(
        InspectReports.json(new InspectImage(context()).inspect(image)).contains("\"test\""));
    assertTrue(
        events.stream()
            .anyMatch(
                event ->
                    event instanceof Event.Warning warning
                        && warning.text().contains("the file system's journal needs recovery")));
    assertTrue(Arrays.equals(before, Files.readAllBytes(image)));
  }

  @Test
  void aFeatureThatIsNotKnownHereIsLeftToTheKernel() throws Exception {
    Path image = ext4(tree(), "-O", "casefold");
    CheckReport report = new CheckImage(context()).check(CheckRequest.of(image));
    assertEquals(1, launches());
    assertTrue(told("because it has the feature \"casefold\""), events::toString);
    assertTrue(findings(report).stream().anyMatch(line -> line.contains("NC307")));
    assertFalse(findings(report).isEmpty());
  }
}
