package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.squashfs.FullRepack;
import org.nodecustomize.squashfs.Progress;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsTools;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Manifest;
import org.nodecustomize.tree.Placement;

/** What is read of a flat squashfs here is what a kernel reads of it. */
class SquashfsTreeIT {
  @TempDir Path directory = Path.of("");

  private Path image() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree/etc"));
    Files.write(tree.resolve("large"), SquashfsTools.content(300_000, 3));
    Files.writeString(tree.resolve("small"), "x\n");
    Files.createLink(tree.resolve("second"), tree.resolve("small"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("../etc/sm\u00e4ll"));
    Files.writeString(tree.resolve("sm\u00e4ll"), "");
    Files.getFileAttributeView(tree.resolve("small"), UserDefinedFileAttributeView.class)
        .write("nc", ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xff}));
    Path image = directory.resolve("flat.squashfs");
    SquashfsTools.run(
        "mksquashfs",
        directory.resolve("tree").toString(),
        image.toString(),
        "-quiet",
        "-no-progress",
        "-b",
        "64K",
        "-p",
        "dev d 755 0 0",
        "-p",
        "dev/disk b 660 5 70000 259 1027",
        "-p",
        "dev/null c 666 0 0 1 3",
        "-p",
        "etc/small m 4751 1234 5");
    return image;
  }

  @Test
  void itIsWhatTheKernelReads() throws IOException {
    Requirement.programs("mksquashfs", "qemu-system-x86_64");
    Path file = image();
    try (SquashfsImage image = SquashfsImage.open(file);
        Appliance appliance =
            TestAppliance.launch(directory, List.of(new Drive.RawFile(file, true)))) {
      appliance.mount(appliance.device(0), "/", "ro");
      FileTree kernel = new ApplianceTree(appliance);
      FileTree own = SquashfsTree.of(image).orElseThrow();
      Manifest theirs = Manifest.of(kernel);
      Manifest ours = Manifest.of(own);
      assertEquals(theirs.paths(), ours.paths());
      theirs.forEach((path, node) -> assertEquals(node, ours.get(path).orElseThrow(), path));
      assertEquals(theirs.hardLinks(), ours.hardLinks());
      for (String path : List.of("/etc/large", "/etc/small", "/etc/link")) {
        assertArrayEquals(
            kernel.read(path, 1 << 20).orElseThrow(), own.read(path, 1 << 20).orElseThrow());
        for (FileTree one : List.of(kernel, own)) {
          byte[] whole = one.read(path, 1 << 20).orElseThrow();
          try (InputStream in = one.open(path).orElseThrow()) {
            int skipped = whole.length / 3;
            in.skipNBytes(skipped);
            assertEquals(skipped < whole.length ? whole[skipped] & 0xff : -1, in.read());
            assertEquals(Math.max(0, whole.length - skipped - 1), in.readAllBytes().length);
          }
        }
      }
    }
  }

  /** The archive's attributes are the only way to make so large ones anywhere. */
  @Test
  void attributesThatMemoryCannotHoldAreRefused() throws IOException {
    Requirement.programs("mksquashfs");
    Path archive = directory.resolve("tar");
    byte[] value = new byte[64_000];
    try (PaxArchive tar =
        new PaxArchive(new BufferedOutputStream(Files.newOutputStream(archive)))) {
      for (int i = 0; i < 1650; i++) {
        ByteBuffer.wrap(value).putInt(i);
        Placement placement = new Placement(0644, 0, 0, Map.of("user.large", Bytes.of(value)));
        tar.file("/f" + i, placement, Instant.EPOCH, 0, InputStream.nullInputStream());
      }
    }
    Path image = directory.resolve("image");
    new FullRepack(new HostProgram(new Cancellation()), OptionalLong.empty())
        .packArchive(archive, image, List.of(), List.of("-comp", "gzip"), Progress.none());
    try (SquashfsImage opened = SquashfsImage.open(image)) {
      ImageException e = assertThrows(ImageException.class, () -> SquashfsTree.of(opened));
      assertEquals(
          "unsupported image: extended attributes of more than 100,663,296 bytes in all",
          e.problems().get(0).message());
    }
  }

  @Test
  void aNameThatIsNoUtf8NeedsAnAppliance() throws IOException {
    Requirement.programs("mksquashfs", "sh");
    Path tree = Files.createDirectories(directory.resolve("tree/etc"));
    Files.writeString(tree.resolve("plain"), "x\n");
    SquashfsTools.run("sh", "-c", ": > \"$0/$(printf 'n\\344me')\"", tree.toString());
    Path image = SquashfsTools.pack(directory.resolve("tree"), directory.resolve("image"));
    try (SquashfsImage opened = SquashfsImage.open(image)) {
      assertEquals(true, SquashfsTree.of(opened).isEmpty());
    }
    SquashfsTools.run("sh", "-c", "rm -f \"$0\"/n*", tree.toString());
    Path good = SquashfsTools.pack(directory.resolve("tree"), directory.resolve("good"));
    try (SquashfsImage opened = SquashfsImage.open(good)) {
      assertEquals(
          "x\n",
          new String(
              assertInstanceOf(SnapshotTree.class, SquashfsTree.of(opened).orElseThrow())
                  .read("/etc/plain", 10)
                  .orElseThrow(),
              StandardCharsets.UTF_8));
    }
  }
}
