package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.ImageException;

class InstalledHeaderTest {

  private static InstalledHeader parse(byte[] blob) {
    return InstalledHeader.parse("db", 4, blob);
  }

  @Test
  void whatWasAddedAtTheInstallationIsRead() {
    InstalledHeader header = parse(InstalledBlobs.tiny("tiny", 1_600_000_000));
    assertEquals("tiny-2:1.0-3.noarch", header.nevra().toString());
    assertEquals(4, header.instance());
    assertEquals(1_600_000_000, header.installTime());
    assertEquals(42, header.size());
    assertEquals(2, header.fileCount());
    assertFalse(header.isKey());
    assertEquals(Optional.empty(), header.key());
    assertEquals(Optional.of("tiny-1.0-3.src.rpm"), header.sourceRpm());
    assertEquals(List.of("tiny = 2:1.0-3"), header.provides().stream().map(d -> d + "").toList());
    assertEquals(1, header.scriptlets().size());
  }

  @Test
  void filesHaveTheirStates() {
    List<InstalledFile> files = parse(InstalledBlobs.tiny("tiny", 1)).files();
    assertEquals(
        List.of("/usr/bin/tiny", "/etc/tiny.conf"),
        files.stream().map(InstalledFile::path).toList());
    assertEquals(
        List.of(InstalledFile.State.NORMAL, InstalledFile.State.NOT_INSTALLED),
        files.stream().map(InstalledFile::state).toList());
    assertEquals("", files.get(0).digest());
  }

  @Test
  void listsOfFilesAreReadSideBySide() {
    TinyRpm rpm =
        new TinyRpm()
            .texts(RpmTag.FILEDIGESTS, "", "ab12")
            .texts(RpmTag.FILEUSERNAME, "root", "tiny")
            .texts(RpmTag.FILEGROUPNAME, "root", "users")
            .texts(RpmTag.FILECAPS, "cap_net_raw=ep", "")
            .texts(RpmTag.FILELINKTOS, "there", "")
            .numbers(RpmTag.FILESIZES, 5, 6)
            .numbers(RpmTag.FILEMTIMES, 10, 11)
            .numbers(RpmTag.FILEMODES, 0120777, 0100640)
            .numbers(RpmTag.FILEFLAGS, 64, 17)
            .numbers(RpmTag.FILEDIGESTALGO, 8);
    List<InstalledFile> files = parse(InstalledBlobs.of(rpm, 1)).files();
    assertEquals(
        List.of(
            new InstalledFile(
                "/usr/bin/tiny",
                0120777,
                "root",
                "root",
                "",
                8,
                5,
                10,
                "there",
                "cap_net_raw=ep",
                64,
                InstalledFile.State.NORMAL),
            new InstalledFile(
                "/etc/tiny.conf",
                0100640,
                "tiny",
                "users",
                "ab12",
                8,
                6,
                11,
                "",
                "",
                17,
                InstalledFile.State.NOT_INSTALLED)),
        files);
    assertTrue(files.get(0).isGhost());
    assertTrue(files.get(1).isConfig() && files.get(1).isNoReplace());
  }

  @Test
  void whatRpmDoesNotVerifyIsKnown() {
    TinyRpm rpm = new TinyRpm().numbers(RpmTag.FILEVERIFYFLAGS, 0xffffffdc, 0xffffffff);
    List<InstalledFile> files = parse(InstalledBlobs.of(rpm, 1)).files();
    assertFalse(files.get(0).isDigestVerified() || files.get(0).isSizeVerified());
    assertTrue(files.get(1).isDigestVerified() && files.get(1).isSizeVerified());
    InstalledFile silent = parse(InstalledBlobs.tiny("tiny", 1)).files().get(0);
    assertTrue(silent.isDigestVerified() && silent.isSizeVerified());
  }

  @Test
  void anImportedKeyHasNoArchitecture() {
    InstalledHeader header = parse(InstalledBlobs.key("f4a80eb5", "armor"));
    assertTrue(header.isKey());
    assertEquals("(none)", header.nevra().arch());
    assertEquals(Optional.of(new GpgPubkey("gpg-pubkey-f4a80eb5-3", "armor")), header.key());
  }

  @Test
  void anAddedValueTakesThePlaceOfTheOneInTheRegion() {
    InstalledHeader header =
        parse(InstalledBlobs.added(new TinyRpm(), RpmTag.SOURCERPM, "other.src.rpm"));
    assertEquals(Optional.of("other.src.rpm"), header.sourceRpm());
  }

  @Test
  void theSignerOfAPackageIsNamed() throws IOException {
    RpmFile file = RpmFile.read(TestData.require("rpms/rpm-tests/hello-2.0-1.x86_64-signed.rpm"));
    byte[] signature = file.signature().bytes(SignatureTag.RSAHEADER).orElseThrow();
    TinyRpm rpm = new TinyRpm().bytes(InstalledTag.RSAHEADER, signature);
    Path key = TestData.require("rpms/rpm-tests/keys/rpm.org-rsa-2048-test.pub");
    KeyRing ring = KeyRing.empty().plus("key", Files.readAllBytes(key));
    assertEquals(
        List.of(ring.keys().get(0).keyId()), parse(InstalledBlobs.of(rpm, 1)).signatureKeyIds());
  }

  @Test
  void aSignatureThatIsNoneNamesNobody() {
    TinyRpm rpm =
        new TinyRpm()
            .bytes(InstalledTag.SIGPGP, new byte[] {1, 2, 3})
            .texts(InstalledTag.OPENPGP, "!!!", "");
    assertEquals(List.of(), parse(InstalledBlobs.of(rpm, 1)).signatureKeyIds());
  }

  @Test
  void aBlobOfTheWrongLengthIsRefused() {
    byte[] blob = InstalledBlobs.tiny("tiny", 1);
    ImageException failure =
        assertThrows(ImageException.class, () -> parse(Arrays.copyOf(blob, blob.length - 1)));
    assertEquals(
        "db: package 4 has a bad header: expected %,d bytes but was %,d"
            .formatted(blob.length, blob.length - 1),
        failure.problems().get(0).headline());
    assertThrows(ImageException.class, () -> parse(new byte[3]));
  }

  @Test
  void listsOfFilesThatDoNotFitAreRefusedWhenTheyAreAskedFor() {
    InstalledHeader header =
        parse(InstalledBlobs.of(new TinyRpm().numbers(RpmTag.DIRINDEXES, 0, 9), 1));
    assertEquals("tiny", header.nevra().name());
    assertThrows(ImageException.class, header::files);
  }
}
