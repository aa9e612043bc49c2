package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.OperationException;

/** What a verification says, with keys and packages made for the purpose. */
class RpmVerifierTest {
  private static final Instant LATER = TestSigner.CREATED.plusSeconds(1_000);
  private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.US_ASCII);
  private static final TestSigner SIGNER = signer(2_048);

  private final Path directory;

  RpmVerifierTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static TestSigner signer(int bits) {
    try {
      return new TestSigner(bits);
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TinyRpm rpm() {
    return new TinyRpm().payload(PAYLOAD);
  }

  private static TinyRpm rpmWithPayloadDigest() {
    return rpm()
        .texts(
            RpmTag.PAYLOADDIGEST,
            HexFormat.of().formatHex(ContentDigest.algorithm("SHA-256").digest(PAYLOAD)))
        .numbers(RpmTag.PAYLOADDIGESTALGO, 8);
  }

  private static byte[] signature(TinyRpm rpm, int hash, Instant time)
      throws IOException, PGPException {
    return SIGNER.sign(PGPSignature.BINARY_DOCUMENT, hash, time, List.of(rpm.header()));
  }

  private static byte[] signature(TinyRpm rpm) throws IOException, PGPException {
    return signature(rpm, HashAlgorithmTags.SHA256, LATER);
  }

  private static KeyRing ring(TestSigner.Claims claims) throws IOException, PGPException {
    KeyRing ring = KeyRing.empty().plus("test", SIGNER.certificate(claims));
    assertEquals(List.of(), ring.problems());
    return ring;
  }

  private Verification verify(TinyRpm rpm, KeyRing ring) throws IOException {
    Path path = Files.write(directory.resolve("a.rpm"), rpm.build());
    return RpmVerifier.verify(RpmFile.read(path), ring);
  }

  private String fault(TinyRpm rpm, KeyRing ring) throws IOException {
    Verification.Corrupt corrupt = assertInstanceOf(Verification.Corrupt.class, verify(rpm, ring));
    assertEquals(1, corrupt.reasons().size(), corrupt.toString());
    return corrupt.reasons().get(0);
  }

  @Test
  void aPackageWithoutSignatureIsUnsigned() throws IOException {
    assertEquals(new Verification.Unsigned(), verify(rpm(), KeyRing.empty()));
  }

  @Test
  void aSignedHeaderWithPayloadDigestIsStrong() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    Verification.Signed signed =
        assertInstanceOf(Verification.Signed.class, verify(rpm, ring(TestSigner.Claims.PLAIN)));
    assertFalse(signed.weak());
    Verification.Signature signature = signed.signatures().get(0);
    assertEquals(SIGNER.keyId(), signature.keyId());
    assertEquals("Tester <tester@example.org>", signature.userId());
    assertEquals("RSA/SHA256", signature.algorithm());
    assertEquals(Verification.Coverage.HEADER, signature.coverage());
  }

  @Test
  void aPackageOfVersion6NeedNotNameTheAlgorithmOfItsPayloadDigest()
      throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest().without(RpmTag.PAYLOADDIGESTALGO).withoutDigests();
    rpm.texts(SignatureTag.OPENPGP, Base64.getEncoder().encodeToString(signature(rpm)));
    KeyRing ring = ring(TestSigner.Claims.PLAIN);
    assertFalse(assertInstanceOf(Verification.Signed.class, verify(rpm, ring)).weak());
    rpm.payload("peyload".getBytes(StandardCharsets.US_ASCII));
    assertTrue(fault(rpm, ring).startsWith("SHA-256 of the payload: expected "));
  }

  @Test
  void aSignedHeaderWithAnMd5OfThePayloadIsWeak() throws IOException, PGPException {
    TinyRpm rpm = rpm();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    Verification.Signed signed =
        assertInstanceOf(Verification.Signed.class, verify(rpm, ring(TestSigner.Claims.PLAIN)));
    assertTrue(signed.weak());
    assertFalse(signed.signatures().get(0).weak());
  }

  @Test
  void aSignedHeaderWithNothingOverThePayloadIsRefused() throws IOException, PGPException {
    TinyRpm rpm = rpm().withoutDigests();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    assertEquals(
        "its signature covers the header alone, and no digest covers the payload",
        fault(rpm, ring(TestSigner.Claims.PLAIN)));
  }

  @Test
  void aSignatureOverHeaderAndPayloadCoversBoth() throws IOException, PGPException {
    TinyRpm rpm = rpm().withoutDigests();
    byte[] signature =
        SIGNER.sign(
            PGPSignature.BINARY_DOCUMENT,
            HashAlgorithmTags.SHA512,
            LATER,
            List.of(rpm.header(), PAYLOAD));
    rpm.bytes(SignatureTag.PGP, signature);
    KeyRing ring = ring(TestSigner.Claims.PLAIN);
    Verification.Signed signed = assertInstanceOf(Verification.Signed.class, verify(rpm, ring));
    assertFalse(signed.weak());
    assertEquals("RSA/SHA512", signed.signatures().get(0).algorithm());
    rpm.payload("peyload".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "signature PGP: it does not match the content (key " + SIGNER.keyId() + ")",
        fault(rpm, ring));
  }

  @Test
  void aSignatureOfAnotherHeaderIsRefused() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm)).text(RpmTag.SUMMARY, "Another");
    assertEquals(
        "signature RSAHEADER: it does not match the content (key " + SIGNER.keyId() + ")",
        fault(rpm, ring(TestSigner.Claims.PLAIN)));
  }

  @Test
  void withoutItsKeyASignatureIsUnknown() throws IOException, PGPException {
    TinyRpm rpm = rpm();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    assertEquals(new Verification.UnknownKey(Set.of(SIGNER.keyId())), verify(rpm, KeyRing.empty()));
  }

  @Test
  void oneWrongSignatureBesideAGoodOneIsRefused() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    rpm.bytes(SignatureTag.PGP, signature(rpm));
    assertEquals(
        "signature PGP: it does not match the content (key " + SIGNER.keyId() + ")",
        fault(rpm, ring(TestSigner.Claims.PLAIN)));
  }

  @Test
  void aListOfSignaturesIsChecked() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    String good = Base64.getEncoder().encodeToString(signature(rpm));
    // A signature of version 7, which nobody knows yet.
    String newer = Base64.getEncoder().encodeToString(new byte[] {(byte) 0xc2, 4, 7, 0, 1, 8});
    rpm.texts(SignatureTag.OPENPGP, good, newer);
    assertInstanceOf(Verification.Signed.class, verify(rpm, ring(TestSigner.Claims.PLAIN)));
    rpm.texts(SignatureTag.OPENPGP, newer);
    assertEquals(new Verification.UnknownKey(Set.of()), verify(rpm, ring(TestSigner.Claims.PLAIN)));
    rpm.texts(SignatureTag.OPENPGP, good, "!");
    assertEquals(
        "signature OPENPGP: expected one OpenPGP signature",
        fault(rpm, ring(TestSigner.Claims.PLAIN)));
  }

  @Test
  void anExpiredKeyIsRefusedForWhatItSignedLater() throws IOException, PGPException {
    KeyRing ring = ring(new TestSigner.Claims(500, 3, HashAlgorithmTags.SHA256, false));
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    assertTrue(fault(rpm, ring).contains("after key " + SIGNER.keyId() + " expired"));
    rpm.bytes(
        SignatureTag.RSAHEADER,
        signature(rpm, HashAlgorithmTags.SHA256, TestSigner.CREATED.plusSeconds(499)));
    assertInstanceOf(Verification.Signed.class, verify(rpm, ring));
    rpm.bytes(
        SignatureTag.RSAHEADER,
        signature(rpm, HashAlgorithmTags.SHA256, TestSigner.CREATED.minusSeconds(1)));
    assertTrue(fault(rpm, ring).contains("before key " + SIGNER.keyId() + " existed"));
  }

  @Test
  void aRevokedKeyIsRefused() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    KeyRing ring = ring(new TestSigner.Claims(0, 3, HashAlgorithmTags.SHA256, true));
    assertTrue(ring.keys().get(0).revoked());
    assertEquals("signature RSAHEADER: key " + SIGNER.keyId() + " is revoked", fault(rpm, ring));
    KeyRing both = ring.plus("copy", SIGNER.certificate(TestSigner.Claims.PLAIN));
    assertEquals("signature RSAHEADER: key " + SIGNER.keyId() + " is revoked", fault(rpm, both));
  }

  @Test
  void aKeyThatIsNotForSigningIsRefused() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm));
    assertEquals(
        "signature RSAHEADER: key " + SIGNER.keyId() + " is not for signing",
        fault(rpm, ring(new TestSigner.Claims(0, 0x0c, HashAlgorithmTags.SHA256, false))));
  }

  @Test
  void aKeyThatVouchesForItselfByMd5IsLeftOut() throws IOException, PGPException {
    byte[] key = SIGNER.certificate(new TestSigner.Claims(0, 3, HashAlgorithmTags.MD5, false));
    KeyRing ring = KeyRing.empty().plus("md5.asc", key);
    assertEquals(List.of(), ring.keys());
    assertEquals(
        "md5.asc: key " + SIGNER.keyId() + ": has no valid signature of its own and is left out",
        ring.problems().get(0).headline());
  }

  @Test
  void anMd5SignatureIsRefusedAndASha1SignatureIsWeak() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm, HashAlgorithmTags.MD5, LATER));
    KeyRing ring = ring(TestSigner.Claims.PLAIN);
    assertEquals("signature RSAHEADER: it uses MD5, which proves nothing", fault(rpm, ring));
    rpm.bytes(SignatureTag.RSAHEADER, signature(rpm, HashAlgorithmTags.SHA1, LATER));
    assertTrue(assertInstanceOf(Verification.Signed.class, verify(rpm, ring)).weak());
  }

  @Test
  void aShortKeyIsWeak() throws IOException, PGPException {
    TestSigner small = signer(1_024);
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(
        SignatureTag.RSAHEADER,
        small.sign(
            PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA256, LATER, List.of(rpm.header())));
    KeyRing ring = KeyRing.empty().plus("small", small.certificate(TestSigner.Claims.PLAIN));
    assertTrue(assertInstanceOf(Verification.Signed.class, verify(rpm, ring)).weak());
  }

  @Test
  void aSignatureOfAnotherTypeIsRefused() throws IOException, PGPException {
    TinyRpm rpm = rpmWithPayloadDigest();
    rpm.bytes(
        SignatureTag.RSAHEADER,
        SIGNER.sign(
            PGPSignature.CANONICAL_TEXT_DOCUMENT,
            HashAlgorithmTags.SHA256,
            LATER,
            List.of(rpm.header())));
    assertEquals(
        "signature RSAHEADER: expected a signature of type 0 but was 1",
        fault(rpm, ring(TestSigner.Claims.PLAIN)));
  }

  @Test
  void garbageInPlaceOfASignatureIsRefused() throws IOException {
    TinyRpm rpm = rpm().bytes(SignatureTag.RSAHEADER, new byte[] {1, 2, 3});
    assertEquals(
        "signature RSAHEADER: expected one OpenPGP signature", fault(rpm, KeyRing.empty()));
  }

  @Test
  void everyWrongDigestIsNamed() throws IOException {
    List<String> reasons = new ArrayList<>();
    TinyRpm rpm =
        rpm()
            .withoutDigests()
            .texts(RpmTag.PAYLOADDIGEST, "00")
            .numbers(RpmTag.PAYLOADDIGESTALGO, 8)
            .text(SignatureTag.SHA1HEADER, "11")
            .text(SignatureTag.SHA256HEADER, "22")
            .bytes(SignatureTag.MD5, new byte[16]);
    Verification.Corrupt corrupt =
        assertInstanceOf(Verification.Corrupt.class, verify(rpm, KeyRing.empty()));
    corrupt.reasons().forEach(reason -> reasons.add(reason.replaceAll(" but was .*", "")));
    assertEquals(
        List.of(
            "SHA-1 of the header: expected 11",
            "SHA-256 of the header: expected 22",
            "MD5 of header and payload: expected 00000000000000000000000000000000",
            "SHA-256 of the payload: expected 00"),
        reasons);
  }

  @Test
  void aFileThatChangedSinceItWasReadIsRefused() throws IOException {
    Path path = Files.write(directory.resolve("b.rpm"), rpm().build());
    RpmFile file = RpmFile.read(path);
    for (int size : new int[] {10_000, 10}) {
      Files.write(path, new byte[size]);
      OperationException e =
          assertThrows(OperationException.class, () -> RpmVerifier.verify(file, KeyRing.empty()));
      assertEquals(path + ": changed while it was read", e.problems().get(0).headline());
    }
  }

  @Test
  void theHeadersOfAnArmorMayBeEmpty() throws IOException, PGPException {
    byte[] certificate = SIGNER.certificate(TestSigner.Claims.PLAIN);
    String armored =
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment:\nVersion: 1\n\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
            + "\n-----END PGP PUBLIC KEY BLOCK-----\n";
    KeyRing ring = KeyRing.empty().plus("key", armored.getBytes(StandardCharsets.US_ASCII));
    assertEquals(List.of(), ring.problems());
    assertEquals(1, ring.keys().size());
  }

  @Test
  void whatIsNoKeyFileIsAProblem() {
    KeyRing ring =
        KeyRing.empty()
            .plus("empty", new byte[0])
            .plus("text", "hello".getBytes(StandardCharsets.US_ASCII))
            .plus("binary", new byte[] {(byte) 0x99, 1, 13, 4})
            .plus(
                "cut",
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN\n"
                    .getBytes(StandardCharsets.US_ASCII));
    String noKey =
        "is not a key file: expected a \"BEGIN PGP PUBLIC KEY BLOCK\" or OpenPGP packets";
    assertEquals(
        List.of(
            "empty: " + noKey,
            "text: " + noKey,
            "binary: bad key: the OpenPGP packets are damaged or truncated",
            "cut: bad key: the armor is damaged or has no end"),
        ring.problems().stream().map(p -> p.headline()).toList());
    assertEquals(List.of(), ring.keys());
  }
}
