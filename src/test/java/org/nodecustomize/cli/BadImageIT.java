package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Images that cannot be customized: what is said, and that nothing is written or lost. */
class BadImageIT extends ProgramRuns {
  /** Offset of e_machine in an ELF header, see elf(5); two bytes, here little-endian. */
  private static final int MACHINE = 18;

  private static final int AARCH64 = 183;
  private Path agent = Path.of("");

  @BeforeEach
  void requireSamples() throws IOException {
    Requirement.programs("mke2fs", "mksquashfs", "debugfs");
    agent = Requirement.sample("rpms/el7/demo/nc-demo-agent-1.0-1.el7.noarch.rpm");
  }

  /** Runs add-rpm, which must fail and leave every file as it is, and gives what it complains of. */
  private List<String> refused(int exitCode, Path image) throws Exception {
    Set<Path> files = files();
    String before = HostTools.sha256(image);
    ProgramRun.Ended ended = program().fail(exitCode, "add-rpm", agent, image, "--allow-unsigned");
    assertEquals(before, HostTools.sha256(image));
    assertEquals(files, files());
    return ended.complaint();
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return new TreeSet<>(all.toList());
    }
  }

  private Path fileSystem(Path content) {
    Path fileSystem = directory.resolve("rootfs.img");
    HostTools.run("mke2fs", "-q", "-t", "ext4", "-b", "4096", "-d", content, fileSystem, "64M");
    return fileSystem;
  }

  private Path tree(String... directories) throws IOException {
    Path tree = Files.createDirectory(directory.resolve("content"));
    for (String name : directories) {
      Files.createDirectories(tree.resolve(name));
    }
    return tree;
  }

  private static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(offset);
      open.write(bytes);
    }
  }

  @Test
  void aDamagedFileSystemIsToldBeforeAnApplianceStarts() throws Exception {
    Path fileSystem = fileSystem(tree("etc", "mnt", "usr/bin"));
    // Source: debugfs(8): "Inode table: first block", blocks of 4096 bytes.
    String status = HostTools.debugfs(fileSystem, "stats");
    long table =
        Long.parseLong(status.replaceFirst("(?s).*Group  0:.*?inode table at ([0-9]+).*", "$1"));
    overwrite(fileSystem, table * 4096, new byte[4096]);
    Path image = HostTools.nested(fileSystem, directory);
    assertEquals(
        List.of(
            image + ": error: bad file system: inode 2: it does not match its checksum",
            "hint: get the image again"),
        refused(5, image));
  }

  @Test
  void aJournalThatNeedsRecoveryIsRefused() throws Exception {
    Path fileSystem = fileSystem(tree("etc", "mnt"));
    HostTools.run("debugfs", "-w", "-R", "feature needs_recovery", fileSystem);
    Path image = HostTools.nested(fileSystem, directory);
    assertEquals(
        List.of(
            image
                + ": error: the file system's journal needs recovery: it was not unmounted cleanly",
            "hint: build the image anew, or repair it: unpack it, run e2fsck -fp on"
                + " LiveOS/rootfs.img, and pack it again"),
        refused(5, image));
  }

  @Test
  void anImageWithoutAShellIsRefused() throws Exception {
    Path image = HostTools.nested(fileSystem(tree("etc", "mnt", "usr/bin")), directory);
    assertEquals(
        List.of(
            image + ": error: there is no /bin/sh in the image: its programs cannot be run",
            "hint: give an image that holds a whole operating system"),
        refused(5, image));
  }

  @Test
  void programsOfAnotherArchitectureAreNamedBesideThisMachines() throws Exception {
    Path tree = tree("etc", "mnt", "bin", "usr/bin");
    byte[] program = Files.readAllBytes(Path.of("/bin/ls"));
    program[MACHINE] = (byte) AARCH64;
    program[MACHINE + 1] = 0;
    for (String name : List.of("bin/sh", "bin/rpm")) {
      Files.write(tree.resolve(name), program);
      Files.setPosixFilePermissions(
          tree.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path image = HostTools.nested(fileSystem(tree), directory);
    assertEquals(
        List.of(
            image + ": error: its programs are for aarch64, this machine is x86_64",
            "hint: customize it on a machine of architecture aarch64"),
        refused(5, image));
  }

  @Test
  void anInnerFileThatIsNoFileSystemIsRefused() throws Exception {
    Path text = directory.resolve("text");
    Files.writeString(text, "nothing to mount\n".repeat(10_000));
    Path image = HostTools.nested(text, directory);
    assertEquals(
        List.of(image + ": LiveOS/rootfs.img: error: not a file system: expected ext4 or xfs"),
        refused(5, image));
  }

  @Test
  void twoInnerImagesAreRefused() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("two"));
    Files.createDirectory(tree.resolve("LiveOS"));
    Files.writeString(tree.resolve("LiveOS/rootfs.img"), "x");
    Files.writeString(tree.resolve("LiveOS/ext3fs.img"), "x");
    Path image = directory.resolve("two.squashfs");
    HostTools.run("mksquashfs", tree, image, "-quiet", "-no-progress");
    assertEquals(
        List.of(
            image
                + ": error: expected exactly one LiveOS/*.img but there are 2: LiveOS/ext3fs.img,"
                + " LiveOS/rootfs.img"),
        refused(5, image));
  }

  @Test
  void aTruncatedSquashfsIsRefused() throws Exception {
    Path tree = tree("etc", "mnt");
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    Files.write(tree.resolve("noise"), noise);
    Path whole = HostTools.nested(fileSystem(tree), directory);
    Path cut = directory.resolve("cut.squashfs");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    List<String> said = refused(5, cut);
    assertTrue(said.get(0).startsWith(cut + ": error: "), said::toString);
    assertTrue(said.get(0).contains("truncated"), said::toString);
  }

  @Test
  void anEmptyFileADirectoryAndAMissingFileAreRefused() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.squashfs"));
    assertEquals(List.of(empty + ": error: not an image: the file is empty"), refused(5, empty));
    ProgramRun program = program();
    Path missing = directory.resolve("missing.squashfs");
    assertEquals(
        List.of(missing + ": error: no such file"),
        program.fail(2, "add-rpm", agent, missing).complaint());
    assertEquals(
        List.of(
            directory + ": error: expected an image file but was a directory",
            "hint: make an image of a root tree: node-customize create " + directory + " -o IMAGE"),
        program.fail(2, "add-rpm", agent, directory).complaint());
  }

  @Test
  void everyBadPackageIsNamedAtOnceBeforeAnythingIsStarted() throws Exception {
    Path image = HostTools.nested(fileSystem(tree("etc", "mnt")), directory);
    Path source = Requirement.data("rpms/rpm-tests/foo-1.0-1.src.rpm");
    Path delta =
        Requirement.data("rpms/el7-real-kolla/audit-libs-2.6.5-3.el7_2.6.5-3.el7_3.1.x86_64.drpm");
    Path cut = directory.resolve("cut.rpm");
    byte[] whole = Files.readAllBytes(agent);
    Files.write(cut, Arrays.copyOf(whole, 2000));
    Path text = directory.resolve("notes.rpm");
    Files.write(text, "<html>404 not found</html>\n".repeat(20).getBytes(StandardCharsets.UTF_8));
    ProgramRun.Ended ended = program().fail(1, "add-rpm", source, delta, cut, text, agent, image);
    List<String> errors =
        ended.complaint().stream().filter(line -> line.contains(": error: ")).toList();
    assertEquals(4, errors.size(), ended::err);
    assertEquals(
        source + ": error: is a source package ('foo-1.0-1.src'), which cannot be installed",
        errors.get(0));
    assertTrue(errors.get(1).startsWith(delta + ": error: ") && errors.get(1).contains("delta"));
    assertTrue(errors.get(2).startsWith(cut + ": error: "));
    assertTrue(errors.get(3).startsWith(text + ": error: is not an RPM package"), errors.get(3));
    assertFalse(ended.err().contains("start the appliance"), ended::err);
    assertFalse(Files.exists(directory.resolve("bad-custom.squashfs")));
  }
}
