package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.Requirement;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.EditStream;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.TreeEdits;

/** A copy of a sample, mounted in an appliance; operations see the tree of the sample itself. */
final class SampleImage implements AutoCloseable {
  private static final HostProgram PROGRAMS = new HostProgram(new Cancellation());

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private final Appliance appliance;
  private final MountedImage image;
  private final EditStream stream;
  private final OpenedTree tree;

  private SampleImage(Appliance appliance, MountedImage image, Path directory, OpenedTree tree) {
    this.appliance = appliance;
    this.image = image;
    this.stream = new EditStream(image, directory);
    this.tree = tree;
  }

  static SampleImage open(String name, Path directory) throws IOException {
    Requirement.programs("unsquashfs", "mke2fs");
    Path sample = Requirement.sample(name);
    Path unpacked = directory.resolve("unpacked");
    run("unsquashfs", "-q", "-no-progress", "-d", unpacked.toString(), sample.toString());
    Path raw = unpacked.resolve("LiveOS/rootfs.img");
    Path scratch = directory.resolve("scratch");
    try (RandomAccessFile file = new RandomAccessFile(scratch.toFile(), "rw")) {
      file.setLength(256 << 20);
    }
    run("mke2fs", "-q", "-F", "-t", "ext4", scratch.toString());
    Appliance appliance =
        TestAppliance.launch(
            directory, List.of(new Drive.RawFile(raw, false), new Drive.RawFile(scratch, false)));
    appliance.mount(appliance.device(0), "/", "noatime");
    MountedImage image = ApplianceMount.over(appliance, appliance.device(1), Optional.empty());
    OpenedTree.Opening opening = OpenedTree.open(ImageProbe.probe(sample));
    return new SampleImage(
        appliance, image, directory, ((OpenedTree.Opening.Opened) opening).tree());
  }

  private static void run(String... command) {
    ProgramResult result = PROGRAMS.run(List.of(command), Duration.ofMinutes(3));
    assertTrue(result.succeeded(), () -> List.of(command) + ": " + result.err());
  }

  /** Applies operations to the tree and ships the edits; a second time there must be none. */
  void apply(TreeOperation... operations) {
    EditedTree edited = new EditedTree(tree.tree(), TIME);
    EditedTree again = new EditedTree(edited, TIME.plusSeconds(1));
    for (EditedTree one : List.of(edited, again)) {
      for (TreeOperation operation : operations) {
        operation.apply(one, event -> {});
      }
    }
    assertEquals(new TreeEdits(List.of(), List.of(), List.of()), again.edits());
    stream.apply(edited.edits());
  }

  MountedImage image() {
    return image;
  }

  /** What a script in the image prints, both streams; it must succeed. */
  String shell(String script) {
    CommandResult result =
        image.run(
            "export LC_ALL=C HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin\n" + script,
            Duration.ofMinutes(3),
            line -> {});
    assertTrue(result.succeeded(), () -> script + ": " + result.log());
    return result.log();
  }

  @Override
  public void close() {
    appliance.unmountAll();
    appliance.shutdown();
    appliance.close();
    tree.close();
  }
}
