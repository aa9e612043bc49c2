package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

class RpmFileTest {
  private final Path directory;

  RpmFileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aPackageTellsWhatItIs() throws IOException {
    RpmFile file = RpmFile.read(write("tiny.rpm", new TinyRpm().build()));
    assertEquals(RpmFile.Kind.BINARY, file.kind());
    assertEquals(new Nevra("tiny", 2, "1.0", "3", "noarch"), file.nevra());
    assertEquals("tiny-2:1.0-3.noarch", file.nevra().toString());
    assertEquals(Optional.of(file.size()), file.declaredSize());
    assertEquals(file.size(), file.payloadOffset() + "not really a cpio archive".length());
    RpmPackage tiny = RpmPackage.of(file.requireBinary());
    assertEquals(List.of("/usr/bin/tiny", "/etc/tiny.conf"), tiny.files());
    assertEquals("libfoo >= 1.2", tiny.requires().get(0).toString());
    assertTrue(tiny.isRequirementInternal(tiny.requires().get(1)));
    assertEquals("tiny = 2:1.0-3", tiny.provides().get(0).toString());
    assertEquals(
        List.of(new Scriptlet(Scriptlet.Kind.POST, Optional.of("/bin/sh"))), tiny.scriptlets());
    assertEquals(42, tiny.installedSize());
    assertEquals(Optional.of("tiny-1.0-3.src.rpm"), tiny.sourceRpm());
    assertEquals(
        Set.of(Dependency.Sense.LESS, Dependency.Sense.EQUAL), tiny.requires().get(1).senses());
  }

  @Test
  void aMissingFileIsWrongUse() {
    Path missing = directory.resolve("missing.rpm");
    UsageException e = assertThrows(UsageException.class, () -> RpmFile.read(missing));
    assertEquals(missing + ": does not exist", e.problems().get(0).headline());
  }

  @Test
  void aDirectoryIsWrongUse() {
    UsageException e = assertThrows(UsageException.class, () -> RpmFile.read(directory));
    assertEquals(directory + ": is not a regular file", e.problems().get(0).headline());
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    assertEquals(
        "is empty: expected an RPM package but was 0 bytes", refusal(new byte[0]).message());
  }

  @ParameterizedTest
  @CsvSource({
    "68737173, a squashfs image",
    "1f8b0800, gzip data",
    "fd377a585a000004, xz data",
    "28b52ffd, zstd data",
    "425a683931, bzip2 data",
    "7f454c460201, an ELF program or library",
    "504b0304, a zip archive",
    "213c617263683e0a, an ar archive (a Debian package?)",
    "303730373031, a cpio archive",
    "3c21444f43545950452068746d6c3e, an HTML page",
    "0a3c68746d6c3e3c2f68746d6c3e, an HTML page",
    "68656c6c6f0a, text",
  })
  void whatIsNotAnRpmIsNamed(String hex, String kind) throws IOException {
    assertEquals(
        "is not an RPM package: looks like " + kind,
        refusal(HexFormat.of().parseHex(hex)).message());
  }

  @Test
  void anIsoImageIsNamed() throws IOException {
    byte[] iso = new byte[40_000];
    System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, iso, 32_769, 5);
    assertEquals("is not an RPM package: looks like an ISO 9660 image", refusal(iso).message());
  }

  @Test
  void unknownContentIsRefused() throws IOException {
    Problem problem = refusal(new byte[] {1, 2});
    assertEquals("is not an RPM package: expected magic edabeedb", problem.message());
    assertEquals(
        Optional.of("see what it is: file " + directory.resolve("refused.rpm")), problem.hint());
  }

  @Test
  void aTruncatedLeadIsRefused() throws IOException {
    assertEquals(
        "truncated in the lead: expected at least 96 bytes but was 95",
        refusal(Arrays.copyOf(new TinyRpm().build(), 95)).message());
  }

  @Test
  void aTruncatedSignatureIsRefused() throws IOException {
    byte[] whole = new TinyRpm().build();
    assertEquals(
        "truncated in the signature header: expected at least 112 bytes but was 100",
        refusal(Arrays.copyOf(whole, 100)).message());
    assertTrue(
        refusal(Arrays.copyOf(whole, 120))
            .message()
            .startsWith("truncated in the signature header: expected at least "));
  }

  @Test
  void aTruncatedHeaderIsRefused() throws IOException {
    byte[] whole = new TinyRpm().build();
    int headerEnd = (int) RpmFile.read(write("whole.rpm", whole)).payloadOffset();
    assertEquals(
        String.format(
            Locale.ROOT,
            "truncated in the header: expected at least %,d bytes but was %,d",
            headerEnd,
            headerEnd - 1),
        refusal(Arrays.copyOf(whole, headerEnd - 1)).message());
  }

  @Test
  void aTruncatedPayloadIsRefused() throws IOException {
    byte[] whole = new TinyRpm().payload(new byte[12_000]).build();
    Problem problem = refusal(Arrays.copyOf(whole, whole.length - 2_500));
    assertEquals(
        String.format(
            Locale.ROOT,
            "truncated: expected %,d bytes but was %,d",
            whole.length,
            whole.length - 2_500),
        problem.message());
    assertEquals(Optional.of("copy or download it again"), problem.hint());
  }

  @Test
  void dataBehindThePayloadDoesNotHinderReading() throws IOException {
    byte[] whole = new TinyRpm().build();
    RpmFile file = RpmFile.read(write("a.rpm", Arrays.copyOf(whole, whole.length + 33)));
    assertEquals("tiny", file.nevra().name());
    assertEquals(Optional.of((long) whole.length), file.declaredSize());
  }

  @Test
  void aSourcePackageIsReadAndNotInstalled() throws IOException {
    for (TinyRpm rpm :
        List.of(new TinyRpm().sourceLead(), new TinyRpm().without(RpmTag.SOURCERPM))) {
      Path path = write("source.rpm", rpm.build());
      RpmFile file = RpmFile.read(path);
      assertEquals(RpmFile.Kind.SOURCE, file.kind());
      assertEquals("tiny-2:1.0-3.src", file.nevra().toString());
      OperationException e = assertThrows(OperationException.class, file::requireBinary);
      assertEquals(
          path + ": is a source package ('tiny-2:1.0-3.src'), which cannot be installed",
          e.problems().get(0).headline());
      assertEquals(Optional.of("build it: rpmbuild --rebuild " + path), e.problems().get(0).hint());
    }
  }

  @Test
  void aDeltaPackageIsReadAndNotInstalled() throws IOException {
    RpmFile file =
        RpmFile.read(write("d.drpm", new TinyRpm().text(RpmTag.PAYLOADFORMAT, "drpm").build()));
    assertEquals(RpmFile.Kind.DELTA, file.kind());
    OperationException e = assertThrows(OperationException.class, file::requireBinary);
    assertEquals(
        "is a delta rpm of 'tiny-2:1.0-3.noarch', which cannot be installed",
        e.problems().get(0).message());
  }

  @Test
  void aDeltaWithoutHeaderIsRefused() throws IOException {
    assertEquals(
        "is a delta rpm, which cannot be installed",
        refusal("drpmDLT3xxxx".getBytes(StandardCharsets.US_ASCII)).message());
  }

  @Test
  void aBadLeadIsRefused() throws IOException {
    assertEquals(
        "bad lead: expected RPM format 3 or 4 but was 2", refusal(patched(4, (byte) 2)).message());
    assertEquals(
        "bad lead: expected type 0 (binary) or 1 (source) but was 7",
        refusal(patched(7, (byte) 7)).message());
    assertEquals(
        "bad lead: expected signature type 5 but was 0", refusal(patched(79, (byte) 0)).message());
  }

  @Test
  void aBadMagicIsRefused() throws IOException {
    assertEquals(
        "bad signature header: expected magic 8eade80100000000 but was 00ade80100000000",
        refusal(patched(96, (byte) 0)).message());
  }

  @Test
  void hugeSizesAreRefusedBeforeAnythingIsAllocated() throws IOException {
    byte[] entries = new TinyRpm().build();
    ByteBuffer.wrap(entries).putInt(104, 0x7fffffff);
    assertEquals(
        "bad signature header: expected 1 to 65,535 index entries but was 2,147,483,647",
        refusal(entries).message());
    byte[] store = new TinyRpm().build();
    ByteBuffer.wrap(store).putInt(108, -1);
    assertEquals(
        "bad signature header: expected 1 to 16,777,216 bytes of values but was 4,294,967,295",
        refusal(store).message());
  }

  @Test
  void aHeaderWithoutNameIsRefused() throws IOException {
    assertEquals(
        "bad header: it has no NAME",
        refusal(new TinyRpm().without(RpmTag.NAME).build()).message());
  }

  @ParameterizedTest
  @CsvSource({"../x", "a/b", "'a b'", "-x", ".x", "'a\u001b[2J'"})
  void aNameThatCouldHarmIsRefused(String name) throws IOException {
    String message = refusal(new TinyRpm().text(RpmTag.NAME, name).build()).message();
    assertTrue(
        message.startsWith("bad header: NAME has characters that no package name has: \""),
        message);
    assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 0x7f), message);
  }

  @Test
  void aValueOfTheWrongTypeIsRefused() throws IOException {
    assertEquals(
        "bad header: tag 1000: expected NAME to be TEXT but was type 4",
        refusal(new TinyRpm().numbers(RpmTag.NAME, 1).build()).message());
  }

  @Test
  void directoryIndexesOutOfBoundsAreRefused() throws IOException {
    Path path = write("a.rpm", new TinyRpm().numbers(RpmTag.DIRINDEXES, 0, 2).build());
    OperationException e = assertThrows(OperationException.class, () -> RpmPackage.read(path));
    assertEquals(
        "bad header: expected a directory index below 2 but was 2", e.problems().get(0).message());
    Path fewer = write("b.rpm", new TinyRpm().numbers(RpmTag.DIRINDEXES, 0).build());
    OperationException f = assertThrows(OperationException.class, () -> RpmPackage.read(fewer));
    assertEquals(
        "bad header: expected 2 directory indexes but was 1", f.problems().get(0).message());
  }

  @Test
  void entriesOutsideTheRegionAreRefused() throws IOException {
    TinyRpm rpm = new TinyRpm();
    byte[] whole = rpm.build();
    int header = whole.length - rpm.header().length - "not really a cpio archive".length();
    ByteBuffer bytes = ByteBuffer.wrap(whole);
    int store = header + 16 + 16 * bytes.getInt(header + 8);
    int trailer = store + bytes.getInt(header + 16 + 8);
    bytes.putInt(trailer + 8, bytes.getInt(trailer + 8) + 16);
    assertEquals(
        "bad header: tag 63: expected a region of all 22 entries but was 21",
        refusal(whole).message());
  }

  @Test
  void latin1TextIsKept() throws IOException {
    byte[] whole = new TinyRpm().text(RpmTag.SUMMARY, "caf@ au lait").build();
    String raw = new String(whole, StandardCharsets.ISO_8859_1);
    whole[raw.indexOf("caf@") + 3] = (byte) 0xe9;
    assertEquals("café au lait", RpmPackage.read(write("latin.rpm", whole)).summary());
  }

  private static byte[] patched(int offset, byte value) {
    byte[] bytes = new TinyRpm().build();
    bytes[offset] = value;
    return bytes;
  }

  private Problem refusal(byte[] content) throws IOException {
    Path path = write("refused.rpm", content);
    OperationException e = assertThrows(OperationException.class, () -> RpmFile.read(path));
    assertEquals(1, e.problems().size());
    assertEquals(Optional.of(path.toString()), e.problems().get(0).where());
    return e.problems().get(0);
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }
}
