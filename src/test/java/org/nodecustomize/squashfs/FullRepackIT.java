package org.nodecustomize.squashfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;

class FullRepackIT {
  private static final String NAME = "LiveOS/rootfs.img";

  private final HostProgram programs = new HostProgram(new Cancellation());

  @Test
  void aPackedFileComesBackWithItsHoles(@TempDir Path work) throws IOException {
    Path file = work.resolve("disk");
    SquashfsTools.writeSparse(file, SquashfsTools.content(2_000_000, 1), 200_000_000);
    FullRepack repack = new FullRepack(programs, OptionalLong.empty());
    List<Long> told = Collections.synchronizedList(new ArrayList<>());
    Path image = work.resolve("image");
    repack.packFile(
        file, NAME, image, List.of("-comp", "xz", "-b", "65536"), (done, total) -> told.add(done));
    assertTrue(told.size() > 0, "progress was told");
    assertEquals(told.stream().sorted().toList(), told);
    try (SquashfsImage opened = SquashfsImage.open(image)) {
      assertEquals(
          List.of("", "LiveOS", NAME), opened.walk().stream().map(SquashfsEntry::path).toList());
      assertEquals(1, opened.find(NAME).orElseThrow().nlink());
      assertEquals(0, opened.find(NAME).orElseThrow().uid());
      assertEquals(new CompressorOptions.Xz(65536, 0, 65536), opened.compressorOptions());
    }
    told.clear();
    Path back = work.resolve("back");
    repack.extract(image, NAME, back, (done, total) -> told.add(done));
    assertTrue(told.size() > 0, "progress was told");
    SquashfsTools.assertSameBytes(file, back);
    String blocks = SquashfsTools.run("stat", "-c", "%b", back.toString()).strip();
    assertTrue(Long.parseLong(blocks) * 512 < 4_000_000, "allocated blocks: " + blocks);
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(
          List.of("back", "disk", "image"),
          left.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void theSameInputsGiveTheSameImage(@TempDir Path work) throws IOException {
    Path file = Files.write(work.resolve("disk"), SquashfsTools.content(500_000, 2));
    FullRepack repack = new FullRepack(programs, OptionalLong.of(1_600_000_000));
    repack.packFile(file, NAME, work.resolve("a"), List.of("-comp", "zstd"), Progress.none());
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_900_000_000)));
    repack.packFile(file, NAME, work.resolve("b"), List.of("-comp", "zstd"), Progress.none());
    SquashfsTools.assertSameBytes(work.resolve("a"), work.resolve("b"));
    try (SquashfsImage opened = SquashfsImage.open(work.resolve("a"))) {
      assertEquals(1_600_000_000, opened.superblock().mtime());
    }
  }

  @Test
  void aFailureGivesTheProgramsReasonAndLeavesNothing(@TempDir Path work) throws IOException {
    Path file = Files.write(work.resolve("disk"), SquashfsTools.content(5000, 2));
    FullRepack repack = new FullRepack(programs, OptionalLong.empty());
    Path image = work.resolve("image");
    HostException e =
        assertThrows(
            HostException.class,
            () -> repack.packFile(file, NAME, image, List.of("-comp", "zip"), Progress.none()));
    assertEquals(image + ": mksquashfs failed with exit code 1", e.getMessage());
    assertTrue(
        String.join("\n", e.problems().get(0).detail()).contains("zip"), e.problems().toString());
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path work) throws IOException {
    Path tree = Files.createDirectory(work.resolve("tree"));
    Files.writeString(tree.resolve("[a-z]"), "not a pattern");
    Files.writeString(tree.resolve("q"), "another");
    Path image = SquashfsTools.pack(tree, work.resolve("image"));
    FullRepack repack = new FullRepack(programs, OptionalLong.empty());
    Path target = work.resolve("target");
    ImageException e =
        assertThrows(
            ImageException.class, () -> repack.extract(image, NAME, target, Progress.none()));
    assertEquals(image + ": has no file 'LiveOS/rootfs.img'", e.getMessage());
    repack.extract(image, "[a-z]", target, Progress.none());
    assertEquals("not a pattern", Files.readString(target));
  }
}
