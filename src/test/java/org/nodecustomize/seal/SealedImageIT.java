package org.nodecustomize.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.EditStream;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;

/** What sealing does to a tree arrives in a real image, which then has nothing left to seal. */
class SealedImageIT {
  private static final Instant BUILT = Instant.parse("2019-01-01T00:00:00Z");
  private static final Instant PACKAGED = Instant.parse("2018-05-05T05:05:05Z");
  private static final Instant REQUESTED = Instant.parse("2026-06-07T08:09:10Z");

  private static final String POLICY =
      """
      /.*  system_u:object_r:default_t:s0
      /etc(/.*)?  system_u:object_r:etc_t:s0
      /usr(/.*)?  system_u:object_r:usr_t:s0
      /usr/bin(/.*)?  system_u:object_r:bin_t:s0
      """;

  @TempDir private Path directory;

  @Test
  void aSealedImageHasNothingLeftToSeal() throws IOException {
    Requirement.programs("unsquashfs", "mke2fs", "e2fsck");
    Path sample = Requirement.sample("centos7.squashfs");
    Path unpacked = directory.resolve("unpacked");
    run("unsquashfs", "-q", "-no-progress", "-d", unpacked.toString(), sample.toString());
    Path raw = unpacked.resolve("LiveOS/rootfs.img");
    try (OpenedTree original = opened(sample)) {
      EditedTree before = new EditedTree(original.tree(), BUILT);
      labelled(before);
      EditedTree changed = new EditedTree(before, PACKAGED);
      change(changed);
      Instant time = SealTime.of(before, REQUESTED);
      EditedTree after = new EditedTree(changed, time);
      SealReport report = Seal.run(input(before, after, time));
      assertEquals(List.of(), report.problems());
      assertEquals(List.of(), report.notices());
      write(raw, List.of(before, changed), report, after);
      try (OpenedTree disk = opened(raw)) {
        check(disk.tree(), time);
        EditedTree again = new EditedTree(disk.tree(), time);
        SealReport second = Seal.run(input(before, again, time));
        assertEquals(List.of(), second.deeds());
        assertEquals(List.of(), second.finishes());
        assertTrue(again.edits().isEmpty());
      }
    }
  }

  private static void check(FileTree disk, Instant time) {
    FileNode program = disk.node("/usr/bin/agent").orElseThrow();
    assertEquals(PACKAGED, program.modified());
    assertEquals("system_u:object_r:bin_t:s0", label(program));
    FileNode link = disk.node("/usr/bin/agentctl").orElseThrow();
    assertEquals(PACKAGED, link.modified());
    assertEquals("system_u:object_r:bin_t:s0", label(link));
    for (String path : List.of("/etc/agent.conf", Images.FACTORY + "/agent.conf")) {
      assertEquals(time, disk.node(path).orElseThrow().modified(), path);
      assertEquals("server=site\n", Sealing.text(disk, path));
    }
    assertEquals("system_u:object_r:etc_t:s0", label(disk.node("/etc/agent.conf").orElseThrow()));
    assertEquals(time, disk.node("/usr").orElseThrow().modified());
    assertTrue(Sealing.text(disk, Images.FACTORY + "/passwd").contains("agent:x:990"));
    assertEquals(
        "# written by node-customize\nu agent 990 \"\" /\n".lines().count(),
        Sealing.text(disk, SystemUsers.FILE).lines().count());
  }

  private static String label(FileNode node) {
    return Optional.ofNullable(node.attributes().get(NodeStates.LABEL))
        .map(value -> new String(value.toArray(), UTF_8).replace("\0", ""))
        .orElse("");
  }

  /** The base has a policy, and at least one label. */
  private static void labelled(EditedTree tree) {
    tree.putFile("/etc/selinux/config", text("SELINUX=enforcing\nSELINUXTYPE=targeted\n"), FILE);
    tree.putFile("/etc/selinux/targeted/contexts/files/file_contexts", text(POLICY), FILE);
    tree.putDirectory(
        "/usr",
        new Placement(
            0755,
            0,
            0,
            Map.of(NodeStates.LABEL, Bytes.of("system_u:object_r:usr_t:s0\0".getBytes(UTF_8)))));
  }

  private static final Placement FILE = Placement.ofRoot(0644);

  private static void change(EditedTree tree) {
    tree.putFile("/etc/agent.conf", text("server=site\n"), FILE);
    tree.putFile("/usr/bin/agent", text("#!/bin/sh\n"), Placement.ofRoot(0755));
    tree.putLink("/usr/bin/agentctl", "agent", Placement.ofRoot(0777));
    for (int i = 0; i < 300; i++) {
      tree.putFile("/usr/share/agent/" + i % 7 + "/file" + i, text("content " + i), FILE);
    }
    for (String line :
        List.of(
            "passwd agent:x:990:990::/:/sbin/nologin",
            "group agent:x:990:",
            "shadow agent:!!:19000::::::")) {
      String path = "/etc/" + line.substring(0, line.indexOf(' '));
      tree.putFile(
          path,
          text(Sealing.text(tree, path) + line.substring(line.indexOf(' ') + 1) + "\n"),
          Placement.of(tree.node(path).orElseThrow()));
    }
    tree.putDirectory("/var/lib/agent", new Placement(0750, 990, 990, Map.of()));
    tree.putFile("/var/lib/dbus/machine-id", text("0123456789abcdef0123456789abcdef\n"), FILE);
  }

  private static SealInput input(FileTree before, EditedTree after, Instant time) {
    return new SealInput(
        before,
        after,
        LayoutProfile.IMGBASED,
        FactsReader.read(after, Optional.empty(), List.of()),
        SealOptions.of(time, new ReleaseWish.Bumped("site")));
  }

  private static OpenedTree opened(Path image) {
    return ((OpenedTree.Opening.Opened) OpenedTree.open(ImageProbe.probe(image))).tree();
  }

  private void write(Path raw, List<EditedTree> trees, SealReport report, EditedTree after)
      throws IOException {
    Path scratch = directory.resolve("scratch");
    try (RandomAccessFile file = new RandomAccessFile(scratch.toFile(), "rw")) {
      file.setLength(32 << 20);
    }
    run("mke2fs", "-q", "-F", "-t", "ext4", scratch.toString());
    List<Drive> drives = List.of(new Drive.RawFile(raw, false), new Drive.RawFile(scratch, false));
    try (Appliance appliance = TestAppliance.launch(directory, drives)) {
      appliance.mount(appliance.device(0), "/", "noatime");
      EditStream stream =
          new EditStream(
              ApplianceMount.over(appliance, appliance.device(1), Optional.empty()), directory);
      trees.forEach(tree -> stream.apply(tree.edits()));
      long start = System.nanoTime();
      stream.apply(report.edits(after));
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(taken.toSeconds() < 20, () -> "took " + taken);
      appliance.unmountAll();
      appliance.shutdown();
    }
    run("e2fsck", "-fn", raw.toString());
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(UTF_8));
  }

  private static void run(String... command) {
    ProgramResult result =
        new HostProgram(new Cancellation()).run(List.of(command), Duration.ofMinutes(3));
    assertTrue(result.succeeded(), () -> List.of(command) + ": " + result.err());
  }
}
