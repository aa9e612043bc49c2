package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;
import org.nodecustomize.squashfs.EntryType;
import org.nodecustomize.squashfs.SquashfsEntry;
import org.nodecustomize.squashfs.SquashfsImage;

/** A squashfs whose root is the tree itself is changed, and everything else in it stays. */
class FlatIT extends ProgramRuns {
  /** Paths that a change of packages touches, as regular expressions. */
  private static final List<String> EXPECTED =
      List.of("/var/lib/rpm(/.*)?", "/usr/share/node-customize(/.*)?", "/run", "/", ".*/nc-caps.*");

  private static final List<String> DIRECTORIES =
      List.of("/usr/bin", "/usr/share", "/usr/lib", "/etc", "/usr", "/var/lib/systemd");

  /** A CentOS 7 tree with owners, devices, links and attributes that only root could make. */
  private Path flat() throws IOException {
    Path packed = Requirement.data("centos-7.7.1908-x86_64-rootfs-rebuiltdb.tar.xz");
    Path archive = directory.resolve("tree.tar");
    Files.copy(packed, directory.resolve("tree.tar.xz"));
    HostTools.run("xz", "-d", directory.resolve("tree.tar.xz"));
    Path extra = Files.createDirectories(directory.resolve("extra/etc/nc-extra"));
    Files.writeString(extra.resolve("owned"), "of somebody\n");
    Files.createLink(extra.resolve("second-name"), extra.resolve("owned"));
    byte[] value = {0, 1, (byte) 0xff, 10, 61};
    Files.getFileAttributeView(extra.resolve("owned"), UserDefinedFileAttributeView.class)
        .write("nc", ByteBuffer.wrap(value));
    HostTools.run(
        "tar",
        "--append",
        "-f",
        archive,
        "--format=posix",
        "--xattrs",
        "--owner=1234",
        "--group=70000",
        "-C",
        directory.resolve("extra"),
        "etc/nc-extra");
    Path special = directory.resolve("special.tar");
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(special))) {
      special(out, "dev/nc-device", TarConstants.LF_CHR, 0640);
      special(out, "var/nc-pipe", TarConstants.LF_FIFO, 0600);
    }
    HostTools.run("tar", "--concatenate", "-f", archive, special);
    Path image = directory.resolve("flat.squashfs");
    HostTools.run(
        "sh",
        "-c",
        "mksquashfs - \"$0\" -tar -comp zstd -Xcompression-level 3 -b 256K -quiet -no-progress"
            + " -root-mode 0751 <\"$1\"",
        image,
        archive);
    Files.delete(archive);
    return image;
  }

  private static void special(TarArchiveOutputStream out, String name, byte type, int mode)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setMode(mode);
    entry.setIds(5, 6);
    entry.setDevMajor(1);
    entry.setDevMinor(3);
    out.putArchiveEntry(entry);
    out.closeArchiveEntry();
  }

  @Test
  void aPackageGoesInAndEverythingElseStaysAsItWas() throws Exception {
    Requirement.programs("mksquashfs", "unsquashfs", "xz", "tar");
    Path input = flat();
    String before = HostTools.sha256(input);
    Path caps = Requirement.sample("rpms/el7/demo/nc-caps-1.0-1.el7.noarch.rpm");
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended ended =
        program().succeed("add-rpm", "--allow-unsigned", caps, input, "-o", output);
    assertEquals(before, HostTools.sha256(input));
    assertTrue(
        ended.out().startsWith("installed nc-caps-1.0-1.el7.noarch (unsigned)\n"), ended.out());
    assertEquals(form(input), form(output));

    TreeSet<String> changed = new TreeSet<>(listing(output));
    listing(input).forEach(changed::remove);
    assertEquals(
        List.of(),
        changed.stream()
            .map(line -> line.replaceFirst("^\\S+ \\S+ .*? /", "/").replaceFirst(" -> .*", ""))
            .filter(path -> EXPECTED.stream().noneMatch(path::matches))
            // Directories in which the package has files, and what sealing touches.
            .filter(path -> !DIRECTORIES.contains(path))
            .toList());
    TreeSet<String> gone = new TreeSet<>(paths(input));
    paths(output).forEach(gone::remove);
    // An image is many machines: sealing takes the seed of one away.
    assertEquals(new TreeSet<>(List.of("squashfs-root/var/lib/systemd/random-seed")), gone);

    try (SquashfsImage old = SquashfsImage.open(input);
        SquashfsImage image = SquashfsImage.open(output)) {
      SquashfsEntry owned = image.find("etc/nc-extra/owned").orElseThrow();
      assertEquals(List.of(1234L, 70000L, 2L), List.of(owned.uid(), owned.gid(), owned.nlink()));
      assertEquals(
          owned.inodeNumber(), image.find("etc/nc-extra/second-name").orElseThrow().inodeNumber());
      SquashfsEntry device = image.find("dev/nc-device").orElseThrow();
      assertEquals(EntryType.CHARACTER_DEVICE, device.type());
      assertEquals(List.of(5L, 6L, 0x103L), List.of(device.uid(), device.gid(), device.device()));
      assertEquals(EntryType.PIPE, image.find("var/nc-pipe").orElseThrow().type());
      assertEquals(0751, image.find("/").orElseThrow().mode());
      for (SquashfsEntry entry : old.walk()) {
        if (entry.path().endsWith("var/lib/systemd/random-seed")) {
          continue;
        }
        assertSame(entry, old.xattrs(entry), image);
      }
      SquashfsEntry capable = image.find("usr/bin/nc-caps-raw").orElseThrow();
      assertArrayEquals(
          new byte[] {0, 0, 0, 2, 0, 32, 0, 0},
          Arrays.copyOf(image.xattrs(capable).get("security.capability"), 8));
    }
    HostTools.run("unsquashfs", "-d", directory.resolve("x"), output, "usr/bin/nc-caps-raw");
  }

  private static void assertSame(
      SquashfsEntry entry, Map<String, byte[]> attributes, SquashfsImage image) {
    SquashfsEntry now = image.find(entry.path()).orElseThrow();
    Map<String, byte[]> found = image.xattrs(now);
    assertEquals(attributes.keySet(), found.keySet(), entry.path());
    attributes.forEach((name, value) -> assertArrayEquals(value, found.get(name), entry.path()));
    assertEquals(entry.device(), now.device(), entry.path());
    assertEquals(entry.type(), now.type(), entry.path());
  }

  private static List<String> form(Path image) {
    return HostTools.run("unsquashfs", "-s", image)
        .lines()
        .filter(line -> line.matches("(Compression|Block size|\\t).*"))
        .toList();
  }

  /** Modes, owners, sizes, times and names; directories without sizes. */
  private static List<String> listing(Path image) {
    return HostTools.run("unsquashfs", "-lln", image)
        .lines()
        .filter(line -> line.contains("squashfs-root"))
        .map(line -> line.startsWith("d") ? line.replaceFirst(" +[0-9]+ ", " ") : line)
        .map(line -> line.replaceFirst("squashfs-root$", "/").replaceFirst("squashfs-root", ""))
        .toList();
  }

  private static List<String> paths(Path image) {
    return HostTools.run("unsquashfs", "-l", image).lines().toList();
  }
}
