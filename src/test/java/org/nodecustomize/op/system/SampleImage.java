package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Events;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.ApplianceConfig;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.ApplianceMount;
import org.nodecustomize.image.EditStream;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.tree.EditedTree;

/** A copy of a sample, mounted in an appliance; operations see the directories that they read. */
final class SampleImage implements AutoCloseable {
  private static final List<String> DIRECTORIES =
      List.of(
          "/etc",
          "/usr/lib/locale",
          "/usr/lib/modules",
          "/usr/lib/sysctl.d",
          "/usr/lib/systemd",
          "/usr/lib/tmpfiles.d",
          "/usr/share/pki",
          "/usr/share/zoneinfo");

  private static final HostProgram PROGRAMS = new HostProgram(new Cancellation());

  private final Appliance appliance;
  private final MountedImage image;
  private final EditStream stream;
  private final SmallTree tree;

  private SampleImage(Appliance appliance, MountedImage image, Path directory, SmallTree tree) {
    this.appliance = appliance;
    this.image = image;
    this.stream = new EditStream(image, directory);
    this.tree = tree;
  }

  static SampleImage open(String name, Path directory) throws IOException {
    Requirement.programs("unsquashfs", "mke2fs", "debugfs");
    Path sample = Requirement.sample(name);
    Path unpacked = directory.resolve("unpacked");
    run("unsquashfs", "-q", "-no-progress", "-d", unpacked.toString(), sample.toString());
    Path raw = unpacked.resolve("LiveOS/rootfs.img");
    SmallTree tree = tree(raw, Files.createDirectory(directory.resolve("tree")));
    Path scratch = directory.resolve("scratch");
    try (RandomAccessFile file = new RandomAccessFile(scratch.toFile(), "rw")) {
      file.setLength(256 << 20);
    }
    run("mke2fs", "-q", "-F", "-t", "ext4", scratch.toString());
    Appliance appliance =
        Appliance.launch(
            new ApplianceConfig(
                List.of(new Drive.RawFile(raw, false), new Drive.RawFile(scratch, false)),
                768,
                1,
                Files.createDirectory(directory.resolve("appliance")),
                directory.resolve("cache"),
                false),
            Events.none(),
            new Cancellation());
    appliance.mount(appliance.device(0), "/", "noatime");
    MountedImage image = ApplianceMount.over(appliance, appliance.device(1), Optional.empty());
    return new SampleImage(appliance, image, directory, tree);
  }

  private static SmallTree tree(Path raw, Path dump) throws IOException {
    SmallTree tree = new SmallTree();
    for (String path : DIRECTORIES) {
      Path place = Files.createDirectories(dump.resolve(path.substring(1)).getParent());
      run("debugfs", "-R", "rdump " + path + " " + place, raw.toString());
      Path dumped = dump.resolve(path.substring(1));
      if (Files.isDirectory(dumped)) {
        tree.load(dumped, path);
      }
    }
    // JUnit would warn of links in it that lead out of its directory.
    try (Stream<Path> all = Files.walk(dump)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    return tree;
  }

  private static void run(String... command) {
    ProgramResult result = PROGRAMS.run(List.of(command), Duration.ofMinutes(3));
    assertTrue(result.succeeded(), () -> List.of(command) + ": " + result.err());
  }

  /** Applies operations to the tree and ships the edits. */
  void apply(TreeOperation... operations) {
    EditedTree edited = new EditedTree(tree, Instant.parse("2026-01-01T00:00:00Z"));
    for (TreeOperation operation : operations) {
      operation.apply(edited, event -> {});
    }
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
  }
}
