package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Images made of root trees, compared entry by entry with what went in. */
class CreateIT extends ProgramRuns {
  private Path output = Path.of("");

  @BeforeEach
  void requirePrograms() throws IOException {
    Requirement.programs("unsquashfs", "mksquashfs", "mke2fs");
    output = directory.resolve("made.squashfs");
  }

  @Test
  void nothingOfAHostileTreeIsLost() throws Exception {
    Path tar = directory.resolve("tree.tar.gz");
    Map<String, TreeReader.Entry> expected;
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tar))) {
      expected = HostileTree.write(out);
    }
    String before = HostTools.sha256(tar);
    ProgramRun.Ended ended =
        program()
            .succeed(
                "create",
                tar,
                "-o",
                output,
                "--size",
                "256M",
                "--compressor",
                "zstd",
                "--block-size",
                "256K",
                "--label",
                "Test-Label");
    assertTrue(ended.out().matches("wrote .*made[.]squashfs \\([0-9.]+ .iB\\)\n"), ended.out());
    assertEquals(before, HostTools.sha256(tar));

    String superblock = HostTools.run("unsquashfs", "-s", output);
    assertTrue(superblock.contains("Compression zstd\n"), superblock);
    assertTrue(superblock.contains("Block size 262144\n"), superblock);
    Path inner = HostTools.inner(output, directory.resolve("out"));
    HostTools.run("e2fsck", "-fn", inner);
    String features = HostTools.run("dumpe2fs", "-h", inner);
    assertTrue(features.contains("Filesystem volume name:   Test-Label\n"), features);
    assertTrue(features.contains("Block size:               4096\n"), features);
    assertTrue(features.contains("Reserved block count:     0\n"), features);
    assertEquals(256L << 20, Files.size(inner));

    Map<String, TreeReader.Entry> found =
        new TreeReader(directory).read(List.of(), inner).trees().get(0);
    found.remove(".");
    assertTrue(found.remove("./lost+found") != null);
    assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(found.keySet()));
    Map<String, String> wanted = shown(expected);
    Map<String, String> got = shown(found);
    List<String> differences = new ArrayList<>();
    wanted.forEach(
        (path, entry) -> {
          if (!entry.equals(got.get(path))) {
            differences.add(path + ": expected " + entry + " but was " + got.get(path));
          }
        });
    assertEquals(List.of(), differences);
    assertEquals("0123456789abcdef".repeat(1 << 17), HostTools.debugfs(inner, "cat /large"));
  }

  /** Entries without what is not in an archive; inode numbers only tell which names are one file. */
  private static Map<String, String> shown(Map<String, TreeReader.Entry> tree) {
    Map<Long, String> firstNames = new TreeMap<>();
    Map<String, String> shown = new TreeMap<>();
    new TreeMap<>(tree)
        .forEach(
            (path, entry) -> {
              String first = firstNames.computeIfAbsent(entry.inode(), inode -> path);
              boolean link = entry.mode().startsWith("a");
              shown.put(
                  path,
                  "%s %d:%d %s %s %s %s %s %s"
                      .formatted(
                          entry.mode(),
                          entry.uid(),
                          entry.gid(),
                          entry.mode().startsWith("4") ? "" : entry.size(),
                          entry.mtime(),
                          entry.device(),
                          link ? entry.target() : "",
                          new TreeMap<>(entry.attributes()),
                          first));
            });
    return shown;
  }

  @Test
  void aDirectoryWithASparseFileStaysSparse() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    try (RandomAccessFile file = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
      file.setLength(1L << 30);
      file.seek(512L << 20);
      file.write("middle".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.createLink(tree.resolve("again"), tree.resolve("sparse"));
    Files.createDirectory(tree.resolve("empty"));
    program().succeed("create", tree, "-o", output, "--size", "128M", "--compressor", "lz4");
    Path inner = HostTools.inner(output, directory.resolve("out"));
    String status = HostTools.debugfs(inner, "stat /sparse");
    assertTrue(status.contains("Size: 1073741824"), status);
    assertTrue(status.contains("Links: 2"), status);
    assertEquals(status, HostTools.debugfs(inner, "stat /again"));
    String blocks = status.replaceFirst("(?s).*Blockcount: ([0-9]+).*", "$1");
    assertTrue(Long.parseLong(blocks) <= 16, status);
    assertTrue(Files.size(output) < 1 << 20);
    // Holes of the file system are holes of the unpacked image.
    assertTrue(
        Long.parseLong(HostTools.run("stat", "-c", "%b", inner).strip()) < 32768,
        "blocks of 512 bytes");
  }

  @Test
  void aTarThatIsCutOrDamagedIsRefusedAndNothingIsWritten() throws Exception {
    Path whole = directory.resolve("whole.tar");
    try (OutputStream out = Files.newOutputStream(whole)) {
      HostileTree.write(out);
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = directory.resolve("cut.tar");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2 + 100));
    assertEquals(
        List.of(cut + ": error: damaged: the archive ends in the middle of a file"),
        refused(1, cut));
  }

  @Test
  void anArchiveThatIsCutOrDamagedBelowItsCompressionIsRefused() throws Exception {
    Path tar = directory.resolve("whole.tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      HostileTree.write(out);
    }
    Path gzip = directory.resolve("damaged.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(tar, out);
    }
    damage(gzip);
    Path xz = directory.resolve("damaged.tar.xz");
    try (OutputStream out = new XZOutputStream(Files.newOutputStream(xz), new LZMA2Options(1))) {
      Files.copy(tar, out);
    }
    damage(xz);
    // Whether the compression's checksum or the archive's is wrong first depends on the place.
    assertTrue(refused(1, gzip).get(0).startsWith(gzip + ": error: damaged: "));
    assertTrue(refused(1, xz).get(0).startsWith(xz + ": error: damaged: "));
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 16; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
  }

  @Test
  void aFileThatIsNoArchiveIsRefusedAtOnce() throws Exception {
    Path text = directory.resolve("notes.tar");
    Files.writeString(text, "not a tar archive\n".repeat(100));
    ProgramRun.Ended ended = program().fail(2, "create", text, "-o", output, "--size", "64M");
    assertEquals(
        List.of(text + ": error: neither a directory nor a tar archive (plain, gzip, xz, zstd)"),
        ended.complaint());
    assertFalse(Files.exists(output));
  }

  private List<String> refused(int exitCode, Path archive) throws Exception {
    ProgramRun.Ended ended =
        program().fail(exitCode, "create", archive, "-o", output, "--size", "64M");
    assertTrue(ended.complaint().get(0).startsWith(archive + ": error: "), ended::err);
    assertFalse(Files.exists(output));
    return ended.complaint();
  }
}
