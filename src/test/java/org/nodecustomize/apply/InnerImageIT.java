package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.disk.NbdClient;
import org.nodecustomize.event.Event;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.SquashfsTools;

/** The two ways to change a nested image, which must come to the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InnerImageIT {
  private static final String INNER = "LiveOS/rootfs.img";
  private static final int MEBI = 1 << 20;

  private final Path tree;
  private final List<Event> events = new ArrayList<>();

  InnerImageIT(@TempDir Path shared) throws IOException {
    tree = Files.createDirectory(shared.resolve("tree"));
    Path disk = Files.createDirectories(tree.resolve("LiveOS")).resolve("rootfs.img");
    // A small file system that is sound, and content behind it.
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(4 * MEBI);
    }
    SquashfsTools.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", disk.toString(), "1024");
    try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(SquashfsTools.content(2 * MEBI + 4321, 1)), MEBI);
    }
    Files.write(tree.resolve("before"), SquashfsTools.content(300_000, 2));
    Files.write(tree.resolve("small"), SquashfsTools.content(700, 3));
    Files.write(tree.resolve("zz-after"), SquashfsTools.content(200_000, 4));
    Files.createSymbolicLink(tree.resolve("link"), Path.of(INNER));
    Files.createDirectories(tree.resolve("empty/deep"));
    Files.setPosixFilePermissions(
        tree.resolve("small"), PosixFilePermissions.fromString("r--r-----"));
    SquashfsTools.run("setfattr", "-n", "user.b", "-v", "2", disk.toString());
  }

  private HostContext context(Path work) {
    return new HostContext(events::add, new Cancellation(), work, work.resolve("cache"));
  }

  /** What the appliance would write. */
  private static void change(InnerImage inner) throws IOException {
    inner.grow(inner.size() + 3 * MEBI);
    byte[] noise = SquashfsTools.content(150_000, 9);
    byte[] zeroes = new byte[400_000];
    long[] places = {MEBI + 123_456, 3 * MEBI + 17, 6 * MEBI};
    if (inner.drive() instanceof Drive.NbdSocket nbd) {
      for (long place : places) {
        NbdClient.write(nbd.socket(), place, noise);
      }
      NbdClient.write(nbd.socket(), 2 * MEBI, zeroes);
    } else if (inner.drive() instanceof Drive.RawFile raw) {
      try (FileChannel channel = FileChannel.open(raw.file(), StandardOpenOption.WRITE)) {
        for (long place : places) {
          channel.write(ByteBuffer.wrap(noise), place);
        }
        channel.write(ByteBuffer.wrap(zeroes), 2 * MEBI);
      }
    }
  }

  private Path changed(
      Path base, Optional<Recompression> recompression, Class<?> way, Path work, String name)
      throws IOException {
    Container container = ImageProbe.probe(base);
    Path output = work.resolve(name);
    try (WorkDirectory own = WorkDirectory.open(work);
        InnerImage inner = InnerImage.open(container, recompression, own, context(work))) {
      assertInstanceOf(way, inner);
      change(inner);
      inner.pack(output, event -> {});
    }
    return output;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-comp gzip -b 4096 -always-use-fragments",
        "-comp gzip -b 64K -no-fragments",
        "-comp xz -Xbcj x86 -b 128K",
        "-comp xz -b 1M",
        "-comp zstd -Xcompression-level 3 -b 512K -no-exports",
        "-comp lz4 -Xhc -b 16K",
        "-comp lzo -b 256K -no-xattrs",
        "-comp lzma -b 32K",
      })
  void theDeltaAndTheFullRepackHaveTheSameContent(String options, @TempDir Path work)
      throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), options.split(" ", -1));
    Path delta = changed(base, Optional.empty(), DeltaImage.class, work, "delta");
    Container container = ImageProbe.probe(base);
    List<String> same = ((Container.Nested) container).squashfs().arguments();
    Path full =
        changed(base, Optional.of(new Recompression(same)), UnpackedImage.class, work, "full");
    Path one = SquashfsTools.unpack(delta, work.resolve("one"));
    Path other = SquashfsTools.unpack(full, work.resolve("other"));
    SquashfsTools.assertSameBytes(one.resolve(INNER), other.resolve(INNER));
    assertEquals(7L * MEBI, Files.size(one.resolve(INNER)));
    SquashfsTools.run("diff", "-r", "--no-dereference", one.toString(), other.toString());
    assertEquals(listing(delta), listing(full));
    assertEquals(format(delta), format(full));
    SquashfsTools.assertSameBytes(tree.resolve("zz-after"), one.resolve("zz-after"));
  }

  /** Types, modes, owners, sizes and names. */
  private static List<String> listing(Path image) {
    return SquashfsTools.run("unsquashfs", "-lln", image.toString())
        .lines()
        .map(line -> line.startsWith("d") ? line.replaceFirst(" +[0-9]+ ", " ") : line)
        .map(line -> line.replaceFirst("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", ""))
        .toList();
  }

  /** What the superblock and the options say of the form, without sizes and positions. */
  private static List<String> format(Path image) {
    return SquashfsTools.run("unsquashfs", "-s", image.toString())
        .lines()
        .filter(line -> line.matches("(Compression|Block size|\t).*|.*(xz|BCJ|Filters|export).*"))
        .toList();
  }

  @Test
  void aBareImageIsChangedBesideAndWrittenWithItsHoles(@TempDir Path work) throws IOException {
    Path base = work.resolve("bare.img");
    Files.copy(tree.resolve(INNER), base);
    try (RandomAccessFile file = new RandomAccessFile(base.toFile(), "rw")) {
      file.setLength(300L * MEBI);
    }
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("r--r--r--"));
    Path expected = Files.copy(base, work.resolve("expected"));
    Files.setPosixFilePermissions(expected, PosixFilePermissions.fromString("rw-r--r--"));
    try (FileChannel channel = FileChannel.open(expected, StandardOpenOption.WRITE)) {
      byte[] noise = SquashfsTools.content(150_000, 9);
      for (long place : new long[] {MEBI + 123_456, 3 * MEBI + 17, 6 * MEBI}) {
        channel.write(ByteBuffer.wrap(noise), place);
      }
      channel.write(ByteBuffer.wrap(new byte[400_000]), 2 * MEBI);
      channel.write(ByteBuffer.allocate(1), 303L * MEBI - 1);
    }
    Path output = changed(base, Optional.empty(), BareImage.class, work, "output");
    SquashfsTools.assertSameBytes(expected, output);
    String blocks = SquashfsTools.run("stat", "-c", "%b", output.toString()).strip();
    assertTrue(Long.parseLong(blocks) * 512 < 12L * MEBI, "allocated blocks: " + blocks);
    assertTrue(Files.isWritable(output));
  }

  @Test
  void whatTheDeltaCannotWriteIsDecidedAtOnceAndPackedWhole(@TempDir Path work) throws IOException {
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", "xz", "-Xbcj", "x86");
    try (FileChannel channel = FileChannel.open(base, StandardOpenOption.WRITE)) {
      // 12 bytes of options, as a vendor's form has them, where mksquashfs wrote 8.
      channel.write(ByteBuffer.wrap(new byte[] {12}), 96);
    }
    events.clear();
    Path full = changed(base, Optional.empty(), UnpackedImage.class, work, "full");
    assertEquals(
        List.of(
            base
                + ": all of it is compressed anew, which takes minutes: a vendor's form of xz"
                + " options, 12 bytes"),
        events.stream()
            .filter(Event.Notice.class::isInstance)
            .map(event -> ((Event.Notice) event).text())
            .toList());
    Path out = SquashfsTools.unpack(full, work.resolve("out"));
    assertEquals(7L * MEBI, Files.size(out.resolve(INNER)));
    assertTrue(listing(full).stream().anyMatch(line -> line.contains("r--r----- 0/0")));
    SquashfsTools.assertSameBytes(tree.resolve("before"), out.resolve("before"));
  }
}
