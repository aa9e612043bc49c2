package org.nodecustomize.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.Requirement;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.squashfs.SquashfsTools;

/**
 * Images of other kinds than a liveimg around ext4, all of the same CentOS 7 tree. Each is made once
 * in a directory.
 */
final class OtherImages {
  private static final String FACTORY = "usr/share/factory/etc";

  private OtherImages() {}

  /** The tree with the pristine copies and the release that imgbased looks for. */
  static Path archive(Path directory) throws IOException {
    Path packed = Requirement.data("centos-7.7.1908-x86_64-rootfs-rebuiltdb.tar.xz");
    Path archive = directory.resolve("tree.tar");
    if (Files.exists(archive)) {
      return archive;
    }
    Files.copy(packed, directory.resolve("tree.tar.xz"));
    HostTools.run("xz", "-d", directory.resolve("tree.tar.xz"));
    Path extra = Files.createDirectories(directory.resolve("extra"));
    HostTools.run("tar", "-xf", archive, "-C", extra, "--wildcards", "*etc/passwd", "*etc/group");
    Path factory = Files.createDirectories(extra.resolve(FACTORY));
    for (String name : List.of("passwd", "group")) {
      Files.copy(extra.resolve("etc").resolve(name), factory.resolve(name));
    }
    Path nvr = extra.resolve("usr/share/imgbase/build/meta/nvr");
    Files.createDirectories(nvr.getParent());
    Files.writeString(nvr, "node-1.0-1.el7\n");
    HostTools.run(
        "tar",
        "--append",
        "-f",
        archive,
        "--owner=0",
        "--group=0",
        "-C",
        extra,
        FACTORY,
        "usr/share/imgbase");
    return archive;
  }

  /** A squashfs whose root is the tree. */
  static Path flat(Path directory) throws IOException {
    Path image = directory.resolve("flat.squashfs");
    if (Files.exists(image)) {
      return image;
    }
    HostTools.run(
        "sh",
        "-c",
        "mksquashfs - \"$0\" -tar -comp zstd -Xcompression-level 3 -quiet -no-progress <\"$1\"",
        image,
        archive(directory));
    return image;
  }

  /** A liveimg around xfs. */
  static Path xfs(Path directory) throws IOException {
    Path image = directory.resolve("xfs.squashfs");
    if (Files.exists(image)) {
      return image;
    }
    Path content = archive(directory);
    Path tree = Files.createDirectories(directory.resolve("container"));
    Path disk = Files.createDirectory(tree.resolve("LiveOS")).resolve("rootfs.img");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    HostTools.run("mkfs.xfs", "-q", "-f", disk);
    try (Appliance appliance =
            TestAppliance.launch(directory, List.of(new Drive.RawFile(disk, false)));
        InputStream tar = new BufferedInputStream(Files.newInputStream(content), 1 << 20)) {
      appliance.mount(appliance.device(0), "/", "noatime");
      appliance.tarIn(tar, "/");
      appliance.unmountAll();
      appliance.shutdown();
    }
    return SquashfsTools.pack(tree, image, "-comp", "zstd", "-Xcompression-level", "3");
  }
}
