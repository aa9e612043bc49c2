package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;

/** Files, file systems and archives in one appliance. */
class ApplianceIT {
  private static Path directory = Path.of("");
  private static Path root = Path.of("");
  private static Path served = Path.of("");
  private static @Nullable Process server;
  private static @Nullable Appliance launched;

  private final Appliance appliance = Objects.requireNonNull(launched);

  @BeforeAll
  static void launch(@TempDir Path temporary) throws IOException {
    Tools.requireAppliance();
    directory = temporary;
    GuestImage images = new GuestImage(directory);
    root = images.withPrograms("root.img", List.of("sh", "cat"));
    Path other = images.empty("other.img");
    Path readOnly = images.empty("read-only.img");
    Path correctable = images.damaged("correctable.img", "set_inode_field <2> links_count 9");
    Path lost = images.damaged("lost.img", "clri <2>");
    served = images.empty("served.img");
    Path socket = directory.resolve("nbd.sock");
    server = images.serve(served, socket);
    launched =
        Appliance.launch(
            new ApplianceConfig(
                List.of(
                    new Drive.RawFile(root, false),
                    new Drive.RawFile(other, false),
                    new Drive.RawFile(readOnly, true),
                    new Drive.RawFile(correctable, false),
                    new Drive.RawFile(lost, false),
                    new Drive.NbdSocket(socket)),
                512,
                1,
                Files.createDirectory(directory.resolve("work")),
                Tools.cacheWithAppliance(),
                false),
            Events.none(),
            new Cancellation());
    launched.mount(launched.device(0), "/", "");
  }

  @AfterAll
  static void close() {
    if (launched != null) {
      launched.close();
      launched.close();
    }
    if (server != null) {
      server.destroyForcibly();
    }
  }

  @Test
  void anOverlayOverNoSquashfsIsAnErrorAndNotAnEmptyTree() {
    ApplianceException e =
        assertThrows(ApplianceException.class, () -> appliance.mountOverlay(2, 5));
    assertTrue(e.text().contains("mount: "), e.text());
  }

  @Test
  void aSmallFileComesBackAsItWasWritten() {
    byte[] content = new byte[3000];
    new Random(1).nextBytes(content);
    appliance.write("/tmp/small", content);
    assertArrayEquals(content, appliance.read("/tmp/small", 3000));
    assertEquals(3000, appliance.status("/tmp/small").orElseThrow().size());
  }

  @Test
  void aFileLargerThanAMessageComesBackAsItWasWritten() {
    byte[] content = new byte[(5 << 20) + 17];
    new Random(2).nextBytes(content);
    appliance.write("/tmp/large", content);
    assertArrayEquals(content, appliance.read("/tmp/large", content.length));
    appliance.remove("/tmp/large");
  }

  @Test
  void manySmallReadsAreCheap() {
    appliance.write("/tmp/cheap", new byte[100]);
    long started = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      appliance.read("/tmp/cheap", 100);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    // read_file would take 120 ms each under emulation, 6 s in all.
    assertTrue(took.toMillis() < 3000, () -> "50 reads took " + took);
  }

  @Test
  void aFileLargerThanTheLimitIsRefused() {
    appliance.write("/tmp/limit", new byte[101]);
    OperationException e =
        assertThrows(OperationException.class, () -> appliance.read("/tmp/limit", 100));
    assertEquals("/tmp/limit: expected at most 100 bytes but was 101", e.getMessage());
  }

  @Test
  void aFifoOfTheImageIsNotOpened() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.putArchiveEntry(new TarArchiveEntry("fifo", TarConstants.LF_FIFO));
      tar.closeArchiveEntry();
    }
    appliance.tarIn(new ByteArrayInputStream(bytes.toByteArray()), "/tmp");
    List<Executable> uses =
        List.of(
            () -> appliance.read("/tmp/fifo", 100),
            () -> appliance.write("/tmp/fifo", new byte[1]),
            () -> appliance.sha256("/tmp/fifo"),
            () -> appliance.download("/tmp/fifo", directory.resolve("fifo")));
    for (Executable use : uses) {
      OperationException e = assertThrows(OperationException.class, use);
      assertTrue(String.valueOf(e.getMessage()).contains("expected a regular file"), e::getMessage);
    }
    assertThrows(OperationException.class, () -> appliance.read("/tmp", 100));
  }

  @Test
  void aNameOfAnyScriptIsKept() {
    String path = "/tmp/\u017elu\u0165ou\u010dk\u00fd \ud83d\ude00";
    appliance.write(path, new byte[] {1});
    assertTrue(appliance.list("/tmp").contains(path.substring(5)));
    assertTrue(appliance.exists(path));
  }

  @Test
  void aMissingFileIsEmptyAndReadingItSaysSo() {
    assertEquals(Optional.empty(), appliance.status("/no/such/file"));
    assertFalse(appliance.exists("/no/such/file"));
    OperationException e =
        assertThrows(OperationException.class, () -> appliance.read("/no/such/file", 1));
    assertEquals("/no/such/file: no such file in the image", e.getMessage());
  }

  @Test
  void modesOwnersLinksAndAttributesAreSetAndSeen() {
    appliance.makeDirectories("/tmp/a/b");
    appliance.write("/tmp/a/b/file", new byte[] {1, 2});
    appliance.chown("/tmp/a/b/file", 70000, 70001);
    appliance.chmod("/tmp/a/b/file", 04750);
    appliance.link("/tmp/a/b/file", "/tmp/a/hard");
    appliance.symbolicLink("b/file", "/tmp/a/soft");
    byte[] label = "system_u:object_r:bin_t:s0\0".getBytes(StandardCharsets.UTF_8);
    appliance.setAttribute("/tmp/a/b/file", "security.selinux", label);
    appliance.setAttribute("/tmp/a/b/file", "user.empty", new byte[0]);

    FileStatus status = appliance.status("/tmp/a/hard").orElseThrow();
    assertTrue(status.isRegularFile());
    assertEquals(04750, status.permissions());
    assertEquals(70000, status.uid());
    assertEquals(70001, status.gid());
    assertEquals(2, status.links());
    assertEquals("b/file", appliance.readLink("/tmp/a/soft"));
    assertTrue(appliance.status("/tmp/a/soft").orElseThrow().isSymbolicLink());
    Map<String, byte[]> attributes = appliance.attributes("/tmp/a/b/file");
    assertArrayEquals(label, attributes.get("security.selinux"));
    assertArrayEquals(new byte[0], attributes.get("user.empty"));

    Map<String, FileStatus> statuses = appliance.statuses("/tmp/a");
    assertEquals(List.of("b", "hard", "soft"), List.copyOf(statuses.keySet()));
    assertEquals(status, statuses.get("hard"));
    assertTrue(Objects.requireNonNull(statuses.get("b")).isDirectory());

    appliance.removeAttribute("/tmp/a/b/file", "user.empty");
    assertFalse(appliance.attributes("/tmp/a/b/file").containsKey("user.empty"));
    appliance.rename("/tmp/a/hard", "/tmp/a/moved");
    appliance.removeRecursively("/tmp/a");
    assertFalse(appliance.exists("/tmp/a"));
  }

  @Test
  void aFailureNamesTheFunctionAndGivesTheErrno() {
    ApplianceException e =
        assertThrows(ApplianceException.class, () -> appliance.makeDirectories("/etc/hostname/x"));
    assertEquals("mkdir_p", e.function());
    assertEquals(20, e.errno());
    assertTrue(e.text().contains("Not a directory"), e.text());
  }

  @Test
  void anArchiveGoesInWithItsOwnersModesAndAttributes() throws IOException {
    appliance.makeDirectories("/tmp/in");
    byte[] content = new byte[300_000];
    new Random(3).nextBytes(content);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      TarArchiveEntry entry = new TarArchiveEntry("dir/file");
      entry.setSize(content.length);
      entry.setMode(0640);
      entry.setIds(1234, 5678);
      entry.setNames("", "");
      entry.addPaxHeader("SCHILY.xattr.user.note", "kept");
      entry.addPaxHeader("RHT.security.selinux", "system_u:object_r:etc_t:s0");
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    appliance.tarIn(new ByteArrayInputStream(bytes.toByteArray()), "/tmp/in");
    assertArrayEquals(content, appliance.read("/tmp/in/dir/file", content.length));
    FileStatus status = appliance.status("/tmp/in/dir/file").orElseThrow();
    assertEquals(0640, status.permissions());
    assertEquals(1234, status.uid());
    assertEquals(5678, status.gid());
    Map<String, byte[]> attributes = appliance.attributes("/tmp/in/dir/file");
    assertEquals("kept", new String(attributes.get("user.note"), StandardCharsets.UTF_8));
    assertEquals(
        "system_u:object_r:etc_t:s0",
        new String(attributes.get("security.selinux"), StandardCharsets.UTF_8).replace("\0", ""));
  }

  @Test
  void anArchiveComesOutWhole() throws IOException {
    appliance.makeDirectories("/tmp/out");
    byte[] content = new byte[400_000];
    new Random(4).nextBytes(content);
    appliance.write("/tmp/out/file", content);
    appliance.chown("/tmp/out/file", 42, 43);
    appliance.setAttribute("/tmp/out/file", "user.note", new byte[] {'k'});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    appliance.tarOut("/tmp/out", bytes);
    Map<String, byte[]> files = new HashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), tar.readAllBytes());
        if (entry.isFile()) {
          assertEquals(42, entry.getLongUserId());
          assertEquals(43, entry.getLongGroupId());
          assertEquals("k", entry.getExtraPaxHeader("SCHILY.xattr.user.note"));
        }
      }
    }
    assertArrayEquals(content, files.get("./file"));
  }

  @Test
  void theReadersOwnExceptionComesFirst() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(head)) {
      TarArchiveEntry entry = new TarArchiveEntry("large");
      entry.setSize(1 << 20);
      tar.putArchiveEntry(entry);
      tar.write(new byte[1 << 20]);
      tar.closeArchiveEntry();
    }
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(head.toByteArray(), 0, 300_000),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the reader broke");
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
              }
            });
    IOException e = assertThrows(IOException.class, () -> appliance.tarIn(broken, "/tmp"));
    assertEquals("the reader broke", e.getMessage());
    assertTrue(appliance.exists("/etc/hostname"), "the appliance still answers");
  }

  @Test
  void theWritersOwnExceptionComesFirst() {
    appliance.write("/tmp/for-writer", new byte[2 << 20]);
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("the writer broke");
          }
        };
    IOException e = assertThrows(IOException.class, () -> appliance.tarOut("/tmp", broken));
    assertEquals("the writer broke", e.getMessage());
    assertTrue(appliance.exists("/etc/hostname"), "the appliance still answers");
  }

  @Test
  void anArchiveForAMissingDirectoryFailsAndDoesNotHang() {
    byte[] zeros = new byte[4 << 20];
    ApplianceException e =
        assertThrows(
            ApplianceException.class,
            () -> appliance.tarIn(new ByteArrayInputStream(zeros), "/no/such/directory"));
    assertEquals("tar_in", e.function());
    assertFalse(e.text().isBlank());
  }

  @Test
  void somethingThatIsNoArchiveFails() {
    byte[] noise = new byte[1 << 20];
    new Random(5).nextBytes(noise);
    ApplianceException e =
        assertThrows(
            ApplianceException.class,
            () -> appliance.tarIn(new ByteArrayInputStream(noise), "/tmp"));
    assertTrue(e.text().contains("tar"), e.text());
  }

  @Test
  void aFileGoesUpAndComesDown() throws IOException {
    Path local = directory.resolve("local \u017e");
    byte[] content = new byte[1 << 20];
    new Random(6).nextBytes(content);
    Files.write(local, content);
    appliance.upload(local, "/tmp/uploaded");
    Path back = directory.resolve("back");
    appliance.download("/tmp/uploaded", back);
    assertArrayEquals(content, Files.readAllBytes(back));
    assertEquals(HexFormat.of().formatHex(sha256(content)), appliance.sha256("/tmp/uploaded"));
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theFileSystemIsDescribed() {
    assertEquals("ext4", appliance.fileSystemType(appliance.device(0)));
    assertEquals("rootfs", appliance.fileSystemLabel(appliance.device(0)));
    assertEquals(36, appliance.fileSystemUuid(appliance.device(0)).length());
    assertEquals(96L << 20, appliance.deviceSize(appliance.device(0)));
    FileSystemSpace space = appliance.space("/");
    assertTrue(space.blockSize() >= 1024 && space.blocks() > space.freeBlocks());
    assertTrue(space.availableBytes() < 96L << 20 && space.freeFiles() > 0);
    assertEquals("x86_64", appliance.architecture("/bin/sh").replace("aarch64", "x86_64"));
  }

  @Test
  void aFileSystemIsMadeAndFoundClean() {
    String device = appliance.device(1);
    appliance.makeExt4(
        device,
        "scratch",
        "none,has_journal,ext_attr,dir_index,filetype,extent,64bit,flex_bg,sparse_super,large_file");
    assertEquals("scratch", appliance.fileSystemLabel(device));
    FsckResult clean = appliance.checkExt(1, FsckMode.READ_ONLY);
    assertEquals(FsckResult.State.CLEAN, clean.state(), clean.text());
    assertTrue(clean.text().contains("files"), clean.text());
  }

  @Test
  void aDriveServedByNbdIsWrittenAndTrimmed() throws IOException {
    String device = appliance.device(5);
    appliance.makeExt4(device, "by-nbd", "none,extent,filetype");
    appliance.makeDirectories("/scratch/nbd");
    appliance.mount(device, "/scratch/nbd", "");
    byte[] content = new byte[20 << 20];
    new Random(7).nextBytes(content);
    appliance.write("/scratch/nbd/file", content);
    appliance.sync();
    long full = allocated(served);
    assertTrue(full >= content.length, () -> "only " + full + " bytes are allocated");
    appliance.remove("/scratch/nbd/file");
    appliance.sync();
    appliance.trim("/scratch/nbd");
    long trimmed = allocated(served);
    assertTrue(trimmed < full / 2, () -> trimmed + " bytes are still allocated");
    try (RandomAccessFile file = new RandomAccessFile(served.toFile(), "r")) {
      byte[] label = new byte[6];
      file.seek(1024 + 0x78); // s_volume_name
      file.readFully(label);
      assertEquals("by-nbd", new String(label, StandardCharsets.US_ASCII));
    }
  }

  private static long allocated(Path file) throws IOException {
    ProgramResult result =
        new HostProgram(new Cancellation())
            .run(List.of("stat", "-c", "%b", file.toString()), Duration.ofSeconds(20));
    return 512 * Long.parseLong(result.out().strip());
  }

  @Test
  void aReadOnlyCheckFindsDamageAndLeavesIt() {
    FsckResult first = appliance.checkExt(3, FsckMode.READ_ONLY);
    assertEquals(FsckResult.State.DAMAGED, first.state(), first.text());
    assertTrue(first.text().contains("ref count is 9"), first.text());
    assertEquals(first, appliance.checkExt(3, FsckMode.READ_ONLY));
    FsckResult preened = appliance.checkExt(3, FsckMode.PREEN);
    assertEquals(FsckResult.State.CORRECTED, preened.state(), preened.text());
    FsckResult last = appliance.checkExt(3, FsckMode.PREEN);
    assertEquals(FsckResult.State.CLEAN, last.state(), last.text());
  }

  @Test
  void damageThatNeedsADecisionIsNotRepaired() {
    FsckResult result = appliance.checkExt(4, FsckMode.PREEN);
    assertEquals(FsckResult.State.DAMAGED, result.state(), result.text());
    assertTrue(result.text().contains("UNEXPECTED INCONSISTENCY"), result.text());
    assertEquals(FsckResult.State.DAMAGED, appliance.checkExt(4, FsckMode.READ_ONLY).state());
  }

  @Test
  void whatIsMountedReadOnlyIsNotWritten() {
    assertEquals("ext4", appliance.fileSystemType(appliance.device(2)));
    appliance.makeDirectories("/scratch/read-only");
    appliance.mount(appliance.device(2), "/scratch/read-only", "ro");
    assertThrows(
        ApplianceException.class, () -> appliance.write("/scratch/read-only/file", new byte[] {1}));
  }

  @Test
  void anotherApplianceOnTheSameImageIsRefusedInClearWords() throws IOException {
    ApplianceConfig second =
        new ApplianceConfig(
            List.of(new Drive.RawFile(root, false)),
            512,
            1,
            Files.createDirectories(directory.resolve("work2")),
            Tools.cacheWithAppliance(),
            false);
    HostException e =
        assertThrows(
            HostException.class,
            () -> Appliance.launch(second, Events.none(), new Cancellation()).close());
    assertTrue(
        String.valueOf(e.getMessage()).contains("root.img: is in use by another process"),
        e.getMessage());
  }
}
