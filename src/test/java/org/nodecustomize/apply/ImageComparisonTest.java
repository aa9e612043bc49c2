package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Golden;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FileChange;
import org.nodecustomize.image.SquashfsFacts;
import org.nodecustomize.report.DiffReport;
import org.nodecustomize.report.DiffReports;
import org.nodecustomize.rpm.InstalledBlobs;
import org.nodecustomize.rpm.database.TinyDatabases;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class ImageComparisonTest {

  private static Container container(String name, String compressor) {
    return new Container.Nested(
        Path.of(name),
        new SquashfsFacts(compressor, List.of("-comp", compressor), 131_072, 1, 1),
        "LiveOS/rootfs.img",
        5_368_709_120L,
        "ext4",
        Optional.empty(),
        List.of());
  }

  private static byte[] database(String... names) {
    return TinyDatabases.sqlite(
        List.of(names).stream().map(name -> InstalledBlobs.tiny(name, 1)).toList());
  }

  private static MemoryTree base() {
    return new MemoryTree()
        .file("/etc/os-release", "PRETTY_NAME=\"Node 1\"\n")
        .file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
        .file("/etc/shadow", "root:$6$old:1::\n")
        .mode("/etc/shadow", 0)
        .file("/etc/tiny.conf", "one\ntwo\nthree\n")
        .file("/etc/ld.so.cache", "old")
        .file("/usr/bin/tool", new byte[] {1, 2, 3, 0})
        .file("/usr/lib/systemd/system/a.service", "[Unit]\n")
        .file("/var/cache/ldconfig/aux-cache", "old")
        .file("/usr/share/rpm/rpmdb.sqlite", database("other"))
        .symbolicLink("/var/lib/rpm", "../../usr/share/rpm");
  }

  private static DiffReport compare(MemoryTree after) {
    return new ImageComparison(
            new ImageComparison.Side(container("a.img", "xz"), base()),
            new ImageComparison.Side(container("b.img", "xz"), after))
        .compare(() -> {});
  }

  private static List<String> files(Consumer<MemoryTree> change) {
    MemoryTree after = base();
    change.accept(after);
    return compare(after).files().stream().map(file -> file.kind() + " " + file.path()).toList();
  }

  @Test
  void equalTreesAreTheSame() {
    DiffReport report = compare(base());
    assertTrue(report.same());
    assertEquals("--- a.img\n+++ b.img\n\nno difference\n", DiffReports.text(report));
  }

  @Test
  void aNewlineInANameMakesNoLineOfItsOwn() {
    String text = DiffReports.text(compare(base().file("/opt/a\npackages:\n  removed", "")));
    assertTrue(text.contains("/opt/a\\npackages:\\n  removed: "), text);
  }

  @Test
  void noiseAloneIsNoDifference() {
    MemoryTree after =
        base()
            .file("/etc/ld.so.cache", "new")
            .file("/var/cache/ldconfig/aux-cache", "new")
            .file("/var/log/yum.log", "installed")
            .file("/usr/share/node-customize/changes.jsonl", "{}")
            .modified("/usr/bin/tool", MemoryTree.TIME.plusSeconds(1));
    DiffReport report = compare(after);
    assertTrue(report.same(), () -> DiffReports.text(report));
    assertEquals(
        "--- a.img\n+++ b.img\n\nno difference\n\nnot shown: caches and logs (4), "
            + "record of node-customize (2), times alone (1)\n",
        DiffReports.text(report));
  }

  @Test
  void everythingThatDiffersIsTold() {
    MemoryTree after =
        base()
            .file("/etc/os-release", "PRETTY_NAME=\"Node 2\"\n")
            .file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ntiny:x:9:9::/:/sbin/nologin\n")
            .file("/etc/shadow", "root:$6$new:1::\n")
            .file("/etc/tiny.conf", "one\n2\nthree\n")
            .mode("/etc/tiny.conf", 0600)
            .file("/usr/bin/tool", new byte[] {1, 2, 4, 0})
            .file("/usr/bin/tiny", "#!/bin/sh\n")
            .mode("/usr/bin/tiny", 0755)
            .label("/usr/bin/tiny", "system_u:object_r:bin_t:s0")
            .device("/dev/null", NodeType.CHARACTER_DEVICE, 1, 3)
            .file("/usr/share/rpm/rpmdb.sqlite", database("other", "tiny"))
            .symbolicLink(
                "/etc/systemd/system/multi-user.target.wants/a.service",
                "/usr/lib/systemd/system/a.service");
    after.delete("/var/cache/ldconfig/aux-cache");
    DiffReport report =
        new ImageComparison(
                new ImageComparison.Side(container("a.img", "xz"), base()),
                new ImageComparison.Side(container("b.img", "lz4"), after))
            .compare(() -> {});
    assertFalse(report.same());
    Golden.assertSame("reports/diff.txt", DiffReports.text(report));
    Golden.assertSame("reports/diff.json", DiffReports.json(report));
  }

  @Test
  void whatCannotBeReadByEverybodyIsNotShown() {
    MemoryTree after = base().file("/etc/shadow", "root:$6$new:1::\n");
    FileChange shadow = compare(after).files().get(0);
    assertEquals("/etc/shadow", shadow.path());
    assertEquals(List.of(), shadow.text());
    assertFalse(DiffReports.json(compare(after)).contains("$6$"));
  }

  @Test
  void whatLiesInADirectoryThatIsNotForEverybodyIsNotShown() {
    Consumer<MemoryTree> secret =
        tree -> tree.directory("/root/own").mode("/root", 0550).file("/root/own/notes", "one\n");
    MemoryTree before = base();
    secret.accept(before);
    MemoryTree after = base();
    secret.accept(after);
    after.file("/root/own/notes", "two\n");
    DiffReport report =
        new ImageComparison(
                new ImageComparison.Side(container("a.img", "xz"), before),
                new ImageComparison.Side(container("b.img", "xz"), after))
            .compare(() -> {});
    assertEquals("/root/own/notes", report.files().get(0).path());
    assertEquals(List.of(), report.files().get(0).text());
  }

  @Test
  void modesOwnersAndAttributesDiffer() {
    assertEquals(List.of("CHANGED /usr/bin/tool"), files(tree -> tree.mode("/usr/bin/tool", 0755)));
    assertEquals(
        List.of("CHANGED /usr/bin/tool"), files(tree -> tree.owner("/usr/bin/tool", 1, 0)));
    assertEquals(
        List.of("CHANGED /usr/bin/tool"),
        files(tree -> tree.attribute("/usr/bin/tool", "user.x", new byte[1])));
    assertEquals(
        List.of("CHANGED /var/lib/rpm"),
        files(tree -> tree.symbolicLink("/var/lib/rpm", "/usr/share/rpm")));
  }

  @Test
  void aDatabaseThatCannotBeReadIsToldAndIsNoSameness() {
    MemoryTree after = base().file("/usr/share/rpm/rpmdb.sqlite-wal", "pending");
    DiffReport report = compare(after);
    assertFalse(report.same());
    assertEquals(List.of(), report.packages());
    assertEquals(
        List.of(
            "packages: b.img: /usr/share/rpm/rpmdb.sqlite: it was not closed:"
                + " rpmdb.sqlite-wal has changes that are not in it yet"),
        report.notCompared());
  }

  /** The lines of the section on files. */
  private static List<String> told(Consumer<MemoryTree> change) {
    MemoryTree after = base();
    change.accept(after);
    return DiffReports.text(compare(after))
        .lines()
        .dropWhile(line -> !line.equals("files:"))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  @Test
  void aNameThatIsSomethingElseNowIsToldAsBoth() {
    assertEquals(
        List.of(
            "changed /usr/bin/tool: type file -> link, mode 0644 -> none, target none -> other"),
        told(
            tree -> {
              tree.delete("/usr/bin/tool");
              tree.symbolicLink("/usr/bin/tool", "other");
            }));
  }

  @Test
  void namesOfOneFileAreTold() {
    assertEquals(
        List.of(
            "added /etc/first.conf: file, mode 0644, owner 0:0, hard links 2 names, 14 bytes",
            "changed /etc/tiny.conf: hard links 1 name -> 2 names (other)"),
        told(tree -> tree.hardLink("/etc/first.conf", "/etc/tiny.conf")));
  }

  @Test
  void whatIsGoneIsToldAsItWas() {
    assertEquals(
        List.of("removed /usr/bin/tool: file, mode 0644, owner 0:0, 4 bytes"),
        told(tree -> tree.delete("/usr/bin/tool")));
  }

  @Test
  void namesThatWouldHarmATerminalAreToldToProgramsInAscii() {
    MemoryTree after = base().file("/etc/\u001b[31m\u202e\udcff", "");
    String json = DiffReports.json(compare(after));
    assertTrue(json.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), json);
  }

  @Test
  void packagesThatNameTheOldDirectoriesOwnFilesInTheNew() {
    MemoryTree after =
        base()
            .symbolicLink("/bin", "usr/bin")
            .file(
                "/usr/share/rpm/rpmdb.sqlite",
                TinyDatabases.sqlite(List.of(InstalledBlobs.inBin("old"))))
            .file("/usr/bin/old", "");
    assertEquals(
        Optional.of("old"),
        compare(after).files().stream()
            .filter(file -> file.path().equals("/usr/bin/old"))
            .findFirst()
            .orElseThrow()
            .packageName());
  }

  @Test
  void anInterruptionEndsTheComparison() {
    ImageComparison comparison =
        new ImageComparison(
            new ImageComparison.Side(container("a.img", "xz"), base()),
            new ImageComparison.Side(container("b.img", "xz"), base()));
    assertThrows(
        RunInterruptedException.class,
        () ->
            comparison.compare(
                () -> {
                  throw new RunInterruptedException();
                }));
  }
}
