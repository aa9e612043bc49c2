package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.report.Causes;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.report.ImageRecord;
import org.nodecustomize.report.RecordReader;
import org.nodecustomize.report.WhyReport;
import org.nodecustomize.report.WhyReports;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.MemoryTree;

class WhyPathTest {
  private static final Nevra AGENT = new Nevra("agent", 0, "1.0", "1", "noarch");
  private static final String MOTD =
      """
      /etc/motd: file, mode 0644, owner 0:0
        apply, 2026-01-02T03:04:05Z: write /etc/motd (site.yaml:4:5: files[0])
      """;

  private static final ChangeRecord CHANGE =
      new ChangeRecord(
          "apply",
          List.of(),
          List.of("agent-1.0-1.noarch"),
          List.of("old-2-3.x86_64"),
          List.of(
              new ChangeRecord.DoneStep(
                  "write /etc/motd",
                  "site.yaml:4:5: files[0]",
                  Optional.empty(),
                  List.of("/etc/motd")),
              new ChangeRecord.DoneStep(
                  "copy tree/ to /opt/site",
                  "site.yaml:8:5: trees[0]",
                  Optional.empty(),
                  List.of("/etc/gone", "/opt/site/")),
              new ChangeRecord.DoneStep(
                  "run script.sh", "site.yaml:12:5: scripts[0]", Optional.of("abc"))),
          List.of(),
          Optional.of("00ff"),
          List.of(new ChangeRecord.SealedPaths("NC205", List.of("/var/lib/agent"))),
          List.of("/usr/share/made"),
          List.of(
              new ChangeRecord.PackageOrigin(
                  "agent-1.0-1.noarch", "site.yaml:2:5: packages.install[0]", Optional.of("app")),
              new ChangeRecord.PackageOrigin(
                  "old-2-3.x86_64", "site.yaml:3:5: packages.remove[0]", Optional.empty())));

  private final MemoryTree tree =
      new MemoryTree()
          .file("/etc/motd", "site\n")
          .file("/usr/share/factory/etc/motd", "site\n")
          .file("/etc/hosts", "a")
          .file("/opt/site/a/b", "b")
          .file("/usr/bin/agent", "agent")
          .mode("/usr/bin/agent", 0755)
          .directory("/var/lib/agent")
          .file("/usr/share/made", "a")
          .symbolicLink("/bin", "usr/bin")
          .file(ImageRecord.FILE, ImageRecord.line(CHANGE, "1", time()));

  private static Instant time() {
    return Instant.parse("2026-01-02T03:04:05Z");
  }

  private static PackageContents packages(String digest) {
    InstalledFile file =
        new InstalledFile(
            "/usr/bin/agent",
            0100755,
            "root",
            "root",
            digest,
            8,
            5,
            0,
            "",
            "",
            0,
            InstalledFile.State.NORMAL);
    return PackageContents.of(
        List.of(
            new PackageContents.Contents(
                AGENT,
                List.of(),
                List.of(),
                List.of(),
                List.of(file),
                new InstalledPackage(AGENT, 0, 0))));
  }

  private WhyReport report(String path, String digest) {
    CheckedImage plain = RuleFacts.read(tree, Optional.empty());
    PackageContents contents = packages(digest);
    return WhyPath.why(
        Path.of("node.img"),
        path,
        new CheckedImage(
            Snapshot.of(tree),
            plain.facts(),
            Optional.empty(),
            Optional.of(contents),
            Optional.of(contents),
            Optional.empty()));
  }

  private String why(String path) {
    return WhyReports.text(
        report(path, "d4f0bc5a29de06b510f9aa428f1eedba926012b591fef7a518e776a7c9bd1824"));
  }

  @Test
  void aRecordIsReadAsItWasWritten() {
    assertEquals(
        List.of(CHANGE),
        RecordReader.read(
                "no json\n"
                    + ImageRecord.line(CHANGE, "1", time())
                    + "[{}]\n\"a\"\n{\"change\":3}\n")
            .stream()
            .map(run -> run.change())
            .toList());
    assertEquals(List.of(), RecordReader.read("[".repeat(100_000)));
  }

  @Test
  void aFileOfARecipeIsToldWithItsLine() {
    assertEquals(MOTD, why("/etc/motd"));
  }

  @Test
  void aPristineCopyIsToldWithItsOriginal() {
    assertEquals(
        """
        /usr/share/factory/etc/motd: file, mode 0644, owner 0:0
          pristine copy of /etc/motd, which is the same
          its original: apply, 2026-01-02T03:04:05Z: write /etc/motd (site.yaml:4:5: files[0])
        """,
        why("/usr/share/factory/etc/motd"));
    tree.file("/etc/motd", "host\n");
    assertTrue(why("/usr/share/factory/etc/motd").contains("/etc/motd, which is another\n"));
  }

  @Test
  void whatIsInADirectoryOfAStepIsTheSteps() {
    assertEquals(
        """
        /opt/site/a/b: file, mode 0644, owner 0:0
          apply, 2026-01-02T03:04:05Z: copy tree/ to /opt/site (site.yaml:8:5: trees[0])
        """,
        why("/opt/site/a/b"));
  }

  @Test
  void aFileOfAPackageIsToldWithTheRunThatInstalledIt() {
    assertEquals(
        """
        /usr/bin/agent: file, mode 0755, owner 0:0
          of package agent-1.0-1.noarch, as it brought it
          the package: apply, 2026-01-02T03:04:05Z: installed agent-1.0-1.noarch, needed by app (site.yaml:2:5: packages.install[0])
        """,
        why("/usr/bin/agent"));
    tree.mode("/usr/bin/agent", 0700);
    assertTrue(
        WhyReports.text(report("/usr/bin/agent", "00"))
            .contains("of package agent-1.0-1.noarch, but with other content, mode\n"));
  }

  @Test
  void linksInTheDirectoriesOnTheWayAreFollowed() {
    assertTrue(why("/bin/agent").contains("of package agent-1.0-1.noarch"));
  }

  @Test
  void whatSealingAndProgramsDidIsTold() {
    assertEquals(
        """
        /var/lib/agent: directory, mode 0755, owner 0:0
          apply, 2026-01-02T03:04:05Z: sealed for NC205 (var-owner-lost: the owner of a new path in /var is lost on upgraded hosts)
          in it: 0 of recorded changes, 0 of packages, 0 pristine copies, 0 others
        """,
        why("/var/lib/agent"));
    assertEquals(
        """
        /usr/share/made: file, mode 0644, owner 0:0
          apply, 2026-01-02T03:04:05Z: changed by a program in the image: run script.sh, or scripts of packages
        """,
        why("/usr/share/made"));
  }

  @Test
  void whatNobodyChangedIsTheBaseImages() {
    assertEquals(
        """
        /etc/hosts: file, mode 0644, owner 0:0
          as in the base image: no package has it, and no recorded change names it
        """,
        why("/etc/hosts"));
    tree.delete(ImageRecord.FILE);
    assertTrue(
        why("/etc/hosts")
            .endsWith("  no package has it, and the image has no record of changes\n"));
  }

  @Test
  void aDirectoryIsSummedUp() {
    assertTrue(
        why("/usr")
            .endsWith(
                """
                  in it: 1 of recorded changes, 1 of packages, 1 pristine copies, 6 others
                  itself as in the base image: no package has it, and no recorded change names it
                """),
        why("/usr"));
  }

  @Test
  void whatAStepRemovedIsTold() {
    assertEquals(
        """
        /etc/gone: was removed
          apply, 2026-01-02T03:04:05Z: copy tree/ to /opt/site (site.yaml:8:5: trees[0])
        """,
        why("/etc/gone"));
  }

  @Test
  void anUnknownPathIsToldWithASuggestion() {
    OperationException e = assertThrows(OperationException.class, () -> why("/etc/mott"));
    assertEquals(
        "/etc/mott: no such file or directory in the image", e.problems().get(0).headline());
    assertEquals(Optional.of("did you mean /etc/motd?"), e.problems().get(0).hint());
    assertThrows(UsageException.class, () -> new WhyPath(context()).why(Path.of("a"), "etc/motd"));
  }

  private static HostContext context() {
    return HostContext.fromEnvironment(
        org.nodecustomize.event.Events.none(), new org.nodecustomize.proc.Cancellation());
  }

  @Test
  void jsonHasTheSame() {
    String json = WhyReports.json(report("/etc/motd", ""));
    assertTrue(
        json.contains(
            """
              "causes" : [ {
                "kind" : "step",
                "operation" : "apply",
                "time" : "2026-01-02T03:04:05Z",
                "text" : "write /etc/motd",
                "where" : "site.yaml:4:5: files[0]"
              } ],
            """),
        json);
    assertTrue(json.contains("\"package\" : null"), json);
    assertTrue(json.contains("\"recorded\" : true"), json);
  }

  @Test
  void theLastCauseIsWhatADifferenceIsFor() {
    Causes causes = new Causes(RecordReader.read(ImageRecord.line(CHANGE, "1", time())));
    assertEquals(
        Optional.of("site.yaml:4:5: files[0]: write /etc/motd"),
        causes.last("/usr/share/factory/etc/motd", Optional.empty()).map(Causes.Cause::brief));
    assertEquals(
        Optional.of("site.yaml:2:5: packages.install[0], needed by app"),
        causes.last("/usr/bin/agent", Optional.of("agent")).map(Causes.Cause::brief));
    assertEquals(
        List.of("site.yaml:3:5: packages.remove[0]"),
        causes.ofPackage("old").stream().map(Causes.Cause::brief).toList());
    assertEquals(Optional.empty(), causes.last("/etc/hosts", Optional.of("setup")));
  }

  @Test
  void aRecordWithoutOriginsOfPackagesTellsTheCommand() {
    String line = ImageRecord.line(CHANGE.askedBy(List.of()), "0.1", time());
    assertTrue(!line.contains("packageOrigins"), line);
    Causes.Cause cause = new Causes(RecordReader.read(line)).ofPackage("agent").get(0);
    assertEquals(
        List.of("apply", "installed agent-1.0-1.noarch", ""),
        List.of(cause.brief(), cause.text(), cause.where()));
  }

  @Test
  void manyPathsBecomeFew() {
    MemoryTree base = new MemoryTree().directory("/usr/share/a").directory("/etc");
    assertEquals(
        List.of("/etc/a.conf", "/usr/share/a/new/"),
        PathSummary.of(
            List.of(
                "/etc/a.conf", "/usr/share/a/new", "/usr/share/a/new/b/c", "/usr/share/a/new/d"),
            base));
    List<String> many =
        java.util.stream.IntStream.range(0, 500).mapToObj(i -> "/usr/share/a/" + i).toList();
    assertEquals(List.of("/usr/share/a/"), PathSummary.of(many, base));
  }
}
