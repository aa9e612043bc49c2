package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nodecustomize.Requirement;
import org.nodecustomize.ext4.Ext4FileSystem;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.Support;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.tree.FileTree;

/** The inner file system of a sample image as a file, to be changed and looked at. */
public final class SampleDisk {
  private static final HostProgram PROGRAMS = new HostProgram(new Cancellation());

  private final Path directory;
  private final Path raw;

  private SampleDisk(Path directory, Path raw) {
    this.directory = directory;
    this.raw = raw;
  }

  /** Unpacks a sample, for instance {@code centos7.squashfs}, into a directory that is new. */
  public static SampleDisk unpack(String sample, Path directory) {
    Requirement.programs("unsquashfs", "mke2fs", "e2fsck", "debugfs");
    Path image = Requirement.sample(sample);
    Path unpacked = directory.resolve("unpacked");
    run("unsquashfs", "-q", "-no-progress", "-d", unpacked.toString(), image.toString());
    return new SampleDisk(directory, unpacked.resolve("LiveOS/rootfs.img"));
  }

  /** Mounts it in an appliance, and checks the file system afterwards. */
  public void mounted(Consumer<MountedImage> work) throws IOException {
    Path scratch = directory.resolve("scratch");
    try (RandomAccessFile file = new RandomAccessFile(scratch.toFile(), "rw")) {
      file.setLength(32 << 20);
    }
    run("mke2fs", "-q", "-F", "-t", "ext4", scratch.toString());
    List<Drive> drives = List.of(new Drive.RawFile(raw, false), new Drive.RawFile(scratch, false));
    try (Appliance appliance = TestAppliance.launch(directory, drives)) {
      appliance.mount(appliance.device(0), "/", "noatime");
      work.accept(ApplianceMount.over(appliance, appliance.device(1), Optional.empty()));
      appliance.unmountAll();
      appliance.shutdown();
    }
    run("e2fsck", "-fn", raw.toString());
  }

  /** The tree as it is now; to be asked for again after a change. */
  public FileTree tree() {
    Support support =
        Ext4FileSystem.open(
            "sample", new Ext4Source(size(), (offset, target) -> read(offset, target)));
    if (support instanceof Support.Readable readable) {
      return readable.tree();
    }
    throw new AssertionError(support);
  }

  private long size() {
    return raw.toFile().length();
  }

  private void read(long offset, ByteBuffer target) {
    try (FileChannel channel = FileChannel.open(raw)) {
      long position = offset;
      while (target.hasRemaining()) {
        position += channel.read(target, position);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What debugfs says, white space made one blank. */
  public String debugfs(String request) {
    return run("debugfs", "-R", request, raw.toString()).replaceAll("\\s+", " ").strip();
  }

  Path raw() {
    return raw;
  }

  static String run(String... command) {
    ProgramResult result = PROGRAMS.run(List.of(command), Duration.ofMinutes(3));
    assertTrue(result.succeeded(), () -> List.of(command) + ": " + result.err());
    return result.out();
  }
}
