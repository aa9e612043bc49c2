package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.squashfs.SquashfsTools;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileContents;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Manifest;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeDifference;

/** What is read of a file system here is what the kernel of an appliance reads of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileTreeContractIT {
  private static final List<String> SAMPLES = List.of("centos7", "rocky9");
  private static final int SCRATCH = SAMPLES.size();

  @TempDir static Path work = Path.of("");
  private @Nullable Appliance launched;

  @BeforeAll
  void launch() throws IOException {
    Requirement.programs("unsquashfs", "qemu-system-x86_64");
    List<Drive> drives = new ArrayList<>();
    for (String sample : SAMPLES) {
      Path image = Requirement.sample(sample + ".squashfs");
      Path tree = SquashfsTools.unpack(image, work.resolve(sample));
      drives.add(new Drive.RawFile(tree.resolve("LiveOS/rootfs.img"), true));
    }
    Path scratch = work.resolve("scratch.img");
    try (RandomAccessFile raw = new RandomAccessFile(scratch.toFile(), "rw")) {
      raw.setLength(192 << 20);
    }
    drives.add(new Drive.RawFile(scratch, false));
    launched = TestAppliance.launch(work, drives);
  }

  @AfterAll
  void end() {
    if (launched != null) {
      launched.close();
    }
  }

  private Appliance appliance() {
    return Objects.requireNonNull(launched);
  }

  private static OpenedTree open(Path image) {
    return assertInstanceOf(
            OpenedTree.Opening.Opened.class, OpenedTree.open(ImageProbe.probe(image)))
        .tree();
  }

  private static void assertSameTree(FileTree expected, FileTree actual) {
    Manifest theirs = Manifest.of(expected);
    Manifest ours = Manifest.of(actual);
    assertEquals(theirs.paths(), ours.paths());
    theirs.forEach((path, node) -> assertEquals(node, ours.get(path).orElseThrow(), path));
    assertEquals(theirs.hardLinks(), ours.hardLinks());
  }

  /** All names at once, by programs of the appliance. */
  private void assertListedTheSame(FileTree ours) {
    Manifest listed = ListedTree.listed(appliance()).orElseThrow();
    Manifest read = Manifest.of(ours);
    assertEquals(read.paths(), listed.paths());
    read.forEach((path, node) -> assertEquals(node, listed.get(path).orElseThrow(), path));
    FileTree tree = ListedTree.of(appliance());
    for (String path : List.of("/", "/bin", "/bin/sh", "/link", "/small", "/etc/../usr/.", "/x")) {
      assertEquals(ours.exists(path), tree.exists(path), path);
      assertEquals(ours.node(path), tree.node(path), path);
      assertEquals(ours.resolve(path), tree.resolve(path), path);
      assertEquals(ours.list(path), tree.list(path), path);
      assertEquals(FileContents.sha256(ours, path), FileContents.sha256(tree, path), path);
    }
  }

  /** The content of every regular file, through one archive. */
  private int assertSameContents(FileTree actual) throws IOException {
    PipedInputStream in = new PipedInputStream(1 << 20);
    PipedOutputStream out = new PipedOutputStream(in);
    CompletableFuture<Void> packing = CompletableFuture.runAsync(() -> pack(out));
    int files = 0;
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (isRegular(entry)) {
          String path = "/" + entry.getName().replaceFirst("^\\./", "");
          assertEquals(
              Optional.of(sha256(tar)), FileContents.sha256(actual, path), "content of " + path);
          files++;
        }
      }
      in.transferTo(OutputStream.nullOutputStream());
    }
    packing.join();
    return files;
  }

  /** {@code isFile} only says that it is no directory. */
  private static boolean isRegular(TarArchiveEntry entry) {
    return entry.isFile()
        && !entry.isLink()
        && !entry.isSymbolicLink()
        && !entry.isFIFO()
        && !entry.isCharacterDevice()
        && !entry.isBlockDevice();
  }

  private void pack(PipedOutputStream out) {
    try (out) {
      appliance().tarOut("/", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void samplesAreReadAsTheKernelReadsThem(int sample) throws IOException {
    appliance().mount(appliance().device(sample), "/", "ro");
    try (OpenedTree opened = open(Requirement.sample(SAMPLES.get(sample) + ".squashfs"))) {
      FileTree ours = opened.tree();
      FileTree theirs = new ApplianceTree(appliance());
      assertSameTree(theirs, ours);
      assertListedTheSame(ours);
      assertTrue(assertSameContents(ours) > 4000);
      for (String path :
          List.of(
              "/",
              "/bin",
              "/bin/sh",
              "/lib64",
              "/etc/os-release",
              "/nothing",
              "/bin/sh/x",
              "/etc/../usr/.")) {
        assertEquals(theirs.exists(path), ours.exists(path), path);
        assertEquals(theirs.type(path), ours.type(path), path);
        assertEquals(theirs.node(path), ours.node(path), path);
        assertEquals(theirs.resolve(path), ours.resolve(path), path);
        assertEquals(theirs.link(path), ours.link(path), path);
        assertEquals(theirs.list(path), ours.list(path), path);
      }
      assertArrayEquals(
          theirs.read("/etc/os-release", 9999).orElseThrow(),
          ours.read("/etc/os-release", 9999).orElseThrow());
    } finally {
      appliance().unmountAll();
    }
  }

  /** Unusual things, written by the kernel. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "none,has_journal,extent,filetype,large_file,sparse_super,ext_attr,huge_file,dir_nlink,extra_isize,dir_index,64bit,flex_bg,metadata_csum,inline_data,ea_inode,large_dir",
        "none,has_journal,filetype,large_file,sparse_super,ext_attr,dir_index",
        "none,filetype,sparse_super,ext_attr,extent,meta_bg,uninit_bg,extra_isize"
      })
  void unusualThingsAreReadAsTheKernelWroteThem(String features) throws IOException {
    String device = appliance().device(SCRATCH);
    appliance().makeExt4(device, "scratch", features);
    appliance().mount(device, "/", "");
    try {
      fill(features);
    } finally {
      appliance().unmountAll();
    }
    appliance().mount(device, "/", "ro");
    try (OpenedTree opened = open(work.resolve("scratch.img"))) {
      FileTree ours = opened.tree();
      assertSameTree(new ApplianceTree(appliance()), ours);
      assertListedTheSame(ours);
      assertTrue(assertSameContents(ours) > 3000);
      assertEquals(NodeType.FIFO, ours.type("/fifo").orElseThrow());
      assertEquals(
          4, ours.node("/small").orElseThrow().attributes().size(), "attributes of /small");
      TreeDifference none =
          TreeDifference.between(
              TreeDifference.Side.of(new ApplianceTree(appliance())),
              TreeDifference.Side.of(ours),
              (path, before, after) -> path.startsWith("/many"));
      assertEquals(List.of(), none.entries());
    } finally {
      appliance().unmountAll();
    }
  }

  private void fill(String features) throws IOException {
    appliance().tarIn(new ByteArrayInputStream(unusual()), "/");
    appliance().tarIn(new ByteArrayInputStream(withAttributes(features)), "/");
  }

  private static byte[] withAttributes(String features) throws IOException {
    byte[] large = SquashfsTools.content(features.contains("ea_inode") ? 40_000 : 3000, 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PaxArchive archive = new PaxArchive(bytes)) {
      Map<String, Bytes> attributes =
          Map.of(
              "trusted.large", Bytes.of(large),
              "user.empty", Bytes.of(new byte[0]),
              "security.selinux", Bytes.of("a:b:c:s0\0".getBytes(StandardCharsets.US_ASCII)),
              "system.posix_acl_access",
                  hex(
                      "01000600ffffffff02000400d204000004000400ffffffff"
                          + "10000600ffffffff20000400ffffffff"));
      archive.file(
          "/small",
          new Placement(0664, 5, 6, attributes),
          Instant.ofEpochSecond(1_700_000_000, 5),
          3,
          new ByteArrayInputStream(new byte[] {1, 2, 3}));
      archive.directory(
          "/directory",
          new Placement(
              01777,
              0,
              0,
              Map.of(
                  "system.posix_acl_default",
                  hex(
                      "01000700ffffffff04000500ffffffff08000500d204000010000700ffffffff20000500ffffffff"))),
          Instant.ofEpochSecond(-5));
      archive.file(
          "/capable",
          new Placement(
              0755,
              0,
              0,
              Map.of(
                  "security.capability",
                  Bytes.of(HexFormat.of().parseHex("0100000200200000000000000000000000000000")))),
          Instant.ofEpochSecond(1L << 33),
          0,
          InputStream.nullInputStream());
      archive.link(
          "/labelled",
          "small",
          new Placement(
              0777,
              0,
              0,
              Map.of(
                  "security.selinux", Bytes.of("a:b:c:s0\0".getBytes(StandardCharsets.US_ASCII)))),
          Instant.EPOCH);
    }
    return bytes.toByteArray();
  }

  private static Bytes hex(String entries) {
    return Bytes.of(HexFormat.of().parseHex("02000000" + entries));
  }

  private static byte[] unusual() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      put(tar, "small", new byte[] {1, 2, 3});
      put(tar, "fits-in-the-inode", SquashfsTools.content(120, 2));
      put(tar, "mapped", SquashfsTools.content(9_000_001, 3));
      put(tar, "größe-😀", new byte[0]);
      for (int i = 0; i < 3000; i++) {
        put(tar, "many/a-rather-long-name-so-that-the-directory-has-an-index-" + i, new byte[] {7});
      }
      for (int length : new int[] {1, 58, 59, 60, 61, 90, 200, 4000}) {
        link(tar, "link-of-" + length, "x".repeat(length), TarConstants.LF_SYMLINK);
      }
      link(tar, "link", "small", TarConstants.LF_SYMLINK);
      link(tar, "hard", "mapped", TarConstants.LF_LINK);
      special(tar, "fifo", TarConstants.LF_FIFO, 0, 0);
      special(tar, "null", TarConstants.LF_CHR, 1, 3);
      special(tar, "old-disk", TarConstants.LF_BLK, 8, 255);
      special(tar, "new-disk", TarConstants.LF_BLK, 259, 70000);
      special(tar, "directory/", TarConstants.LF_DIR, 0, 0);
      TarArchiveEntry future = new TarArchiveEntry("late");
      future.setModTime(FileTime.from(Instant.parse("2262-03-04T05:06:07.123456789Z")));
      future.setIds(70000, 80000);
      future.setMode(0106755);
      tar.putArchiveEntry(future);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, String name, String target, byte type)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private static void special(
      TarArchiveOutputStream tar, String name, byte type, int major, int minor) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setDevMajor(major);
    entry.setDevMinor(minor);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }
}
