package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.TestData;

/** Signatures of real packages, by real keys. */
class RpmVerifierFixturesTest {
  private static final String EL7_KEY = "el7-real-kolla/RPM-GPG-KEY-CentOS-7";
  private static final String TEST_KEY = "rpm-tests/keys/rpm.org-rsa-2048-test.pub";

  @Test
  void thePackagesOfEl7AreSignedByItsKeyButOne() throws IOException {
    KeyRing ring = ring(EL7_KEY);
    Map<String, Integer> outcomes = new TreeMap<>();
    try (Stream<Path> files = Files.list(TestData.require("rpms/el7-real-kolla"))) {
      for (Path file : files.filter(f -> f.toString().endsWith("rpm")).toList()) {
        Verification result = RpmVerifier.verify(RpmFile.read(file), ring);
        if (result instanceof Verification.Signed signed) {
          assertEquals(2, signed.signatures().size(), file.toString());
          assertFalse(signed.weak(), file.toString());
        }
        outcomes.merge(describe(result), 1, Integer::sum);
      }
    }
    assertEquals(
        "{Signed RSA/SHA256 24c6a8a7f4a80eb5=51, UnknownKey [6a2faea2352c64e5]=1, Unsigned=7}",
        outcomes.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "rpm-tests/hello-2.0-1.x86_64-signed.rpm, Signed RSA/SHA256 4344591e1964c5fc",
    "rpm-tests/hello-2.0-1.x86_64-v3-signed.rpm, Signed RSA/SHA256 4344591e1964c5fc",
    "rpm-tests/hello-2.0-1.x86_64-signed-mldsa87.rpm, Signed RSA/SHA256 4344591e1964c5fc",
    "rpm-tests/hlinktest-1.0-1.noarch-v3sig.rpm, Signed RSA/SHA512 4344591e1964c5fc",
    "rpm-tests/hello-2.0-1.x86_64-signed-with-subkey.rpm, UnknownKey [1f71177215217ee0]",
    "rpm-tests/hello-2.0-1.x86_64-signed-with-new-subkey.rpm, UnknownKey [6323c42711450b6c]",
    "rpm-tests/mwe-rpm-lua-problem-1.0.0-1.noarch.rpm, UnknownKey [c0ac2c8f21b6383f]",
    "rpm-tests/hello-2.0-1.x86_64.rpm, Unsigned",
    "edge-extractcode/renamed.rpm, Unsigned",
    "go-rpmutils/test-1.0.0.x86_64.rpm, Unsigned",
  })
  void packagesAreCheckedAgainstTheTestKey(String name, String outcome) throws IOException {
    assertEquals(outcome, describe(verify(name, ring(TEST_KEY))));
  }

  @ParameterizedTest
  @CsvSource({
    "alice.asc, Signed RSA/SHA512 1f71177215217ee0",
    "alice-expired-subkey.asc, 'Corrupt [signature RSAHEADER: it was made on 2022-04-13T14:22:42Z,"
        + " after key 1f71177215217ee0 expired (2022-04-12T00:00:15Z)]'",
    "alice-revoked-subkey.asc,"
        + " 'Corrupt [signature RSAHEADER: key 1f71177215217ee0 is revoked]'",
  })
  void aSubKeySignsWhileItIsValid(String key, String outcome) throws IOException {
    KeyRing ring = ring("rpm-tests/keys/" + key);
    assertEquals(
        outcome, describe(verify("rpm-tests/hello-2.0-1.x86_64-signed-with-subkey.rpm", ring)));
  }

  @Test
  void aRevocationWinsOverACopyThatDoesNotKnowOfIt() throws IOException {
    KeyRing ring = ring("rpm-tests/keys/alice.asc", "rpm-tests/keys/alice-revoked-subkey.asc");
    assertEquals(
        "Corrupt [signature RSAHEADER: key 1f71177215217ee0 is revoked]",
        describe(verify("rpm-tests/hello-2.0-1.x86_64-signed-with-subkey.rpm", ring)));
  }

  @Test
  void aLaterExpiryWinsOverAnEarlierOne() throws IOException {
    KeyRing ring = ring("rpm-tests/keys/alice-expired-subkey.asc", "rpm-tests/keys/alice.asc");
    assertEquals(
        "Signed RSA/SHA512 1f71177215217ee0",
        describe(verify("rpm-tests/hello-2.0-1.x86_64-signed-with-subkey.rpm", ring)));
  }

  @Test
  void aSubKeyThatWasAddedLaterSigns() throws IOException {
    KeyRing ring = ring("rpm-tests/keys/rpm.org-rsa-2048-add-subkey.asc");
    assertEquals(
        "Signed EdDSA/SHA512 6323c42711450b6c",
        describe(verify("rpm-tests/hello-2.0-1.x86_64-signed-with-new-subkey.rpm", ring)));
  }

  @ParameterizedTest
  @CsvSource({
    "CVE-2021-3521-badbind.asc, 0",
    // The same sub-key follows once more, with a valid binding (for encryption).
    "CVE-2021-3521-nosubsig.asc, 1",
    "CVE-2021-3521-nosubsig-last.asc, 0",
    "type-confusion.asc, 0"
  })
  void aSubKeyThatDoesNotBelongToTheKeyIsLeftOut(String name, int bound) throws IOException {
    KeyRing ring = ring("rpm-tests/keys/" + name);
    assertEquals(
        List.of(
            "rpm-tests/keys/"
                + name
                + ": key 4344591e1964c5fc: sub-key 185e6146f00650f8 has no valid binding signature"
                + " and is left out"),
        ring.problems().stream().map(p -> p.headline()).toList());
    assertEquals(1, ring.candidates("4344591e1964c5fc").size());
    List<SigningKey> subKeys = ring.candidates("185e6146f00650f8");
    assertEquals(bound, subKeys.size());
    assertTrue(subKeys.stream().noneMatch(SigningKey::signs));
  }

  @Test
  void keysWithTheSameIdAreKeptApart() throws IOException {
    KeyRing ring = ring("rpm-tests/keys/keyidcollision1.pub", "rpm-tests/keys/keyidcollision2.pub");
    assertEquals(2, ring.candidates("42655a75156b3de0").size());
    assertEquals(2, ring.keys().stream().map(KeyRing.Key::fingerprint).distinct().count());
  }

  @Test
  void keysOfEveryKindAreRead() throws IOException {
    for (String name :
        List.of(
            "rpm-tests/keys/rpm.org-rsa-2048-test.pgp",
            "rpm-tests/keys/rpm.org-ed25519-test.pub",
            "rpm-tests/keys/rpm.org-nistp256-test.pub",
            "rpm-tests/keys/rpm.org-v6-ed25519-test.asc",
            "rpm-tests/keys/rpm.org-v6-rsa4k-test.asc",
            "rpm-tests/keys/different-creation-times.asc",
            "cavaliergopher/RPM-GPG-KEY-CentOS-2",
            "pulp/keys/GPG-KEY-pulp-qe")) {
      KeyRing ring = ring(name);
      assertEquals(1, ring.keys().size(), name);
      assertEquals(List.of(), ring.problems(), name);
    }
    KeyRing redHat = ring("pulp/keys/RPM-GPG-KEY-redhat-release");
    assertTrue(redHat.keys().size() > 1);
  }

  @Test
  void anUnsupportedKeyIsAProblemAndNoFailure() throws IOException {
    String name = "rpm-tests/keys/rpm.org-v6-mldsa87-test.asc";
    KeyRing ring = ring(TEST_KEY, name);
    assertEquals(1, ring.keys().size());
    assertEquals(name, ring.problems().get(0).where().orElseThrow());
  }

  @Test
  void aCorruptedPayloadIsFoundAlthoughItsMd5Matches() throws IOException {
    Verification result = verify("rpm-tests/hello-2.0-1.x86_64-corrupted.rpm", ring(TEST_KEY));
    Verification.Corrupt corrupt = assertInstanceOf(Verification.Corrupt.class, result);
    assertEquals(1, corrupt.reasons().size());
    assertTrue(corrupt.reasons().get(0).startsWith("SHA-256 of the payload: expected 84a73382"));
  }

  @Test
  void dataBehindThePayloadIsRefused() throws IOException {
    Verification result = verify("edge-extractcode/rpm_trailing.rpm", KeyRing.empty());
    Verification.Corrupt corrupt = assertInstanceOf(Verification.Corrupt.class, result);
    assertEquals(
        "size: expected 12,728 bytes but was 12,761: 33 bytes follow the payload",
        corrupt.reasons().get(0));
    assertEquals(2, corrupt.reasons().size());
  }

  @Test
  void anOldSignatureIsGoodButWeak() throws IOException {
    Verification result =
        verify(
            "cavaliergopher/centos-release-as-2.1AS-4.noarch.rpm",
            ring("cavaliergopher/RPM-GPG-KEY-CentOS-2"));
    Verification.Signed signed = assertInstanceOf(Verification.Signed.class, result);
    assertTrue(signed.weak());
    assertEquals(
        List.of(
            new Verification.Signature(
                "2802e89216ff0e46",
                "881271f0b66849e2fa8687602802e89216ff0e46",
                "CentOS-2 Key <centos-2key@caosity.org>",
                "DSA/SHA1",
                true,
                Verification.Coverage.HEADER_AND_PAYLOAD)),
        signed.signatures());
  }

  @Test
  void keysOutOfAnRpmDatabaseAreRead() throws IOException {
    String armored =
        Files.readString(TestData.require("rpms/" + EL7_KEY), StandardCharsets.ISO_8859_1);
    String begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";
    String description =
        begin
            + "Version: rpm-4.11.3 (NSS-3)\n"
            + armored.substring(armored.indexOf("\n\n", armored.indexOf(begin)));
    String output =
        "gpg-pubkey-f4a80eb5-53a7ff4b\n" + description + "\ngpg-pubkey-00000000-00000000\n(none)\n";
    List<GpgPubkey> keys = GpgPubkey.parse(output);
    assertEquals(
        List.of("gpg-pubkey-f4a80eb5-53a7ff4b", "gpg-pubkey-00000000-00000000"),
        keys.stream().map(GpgPubkey::label).toList());
    KeyRing ring = KeyRing.empty();
    for (GpgPubkey key : keys) {
      ring = ring.plus(key.label(), key.armored().getBytes(StandardCharsets.ISO_8859_1));
    }
    assertEquals(
        List.of("24c6a8a7f4a80eb5"), ring.keys().stream().map(KeyRing.Key::keyId).toList());
    assertEquals(
        List.of("gpg-pubkey-00000000-00000000"),
        ring.problems().stream().map(p -> p.where().orElseThrow()).toList());
    assertEquals(List.of(), GpgPubkey.parse("package gpg-pubkey is not installed\n"));
  }

  private static Verification verify(String name, KeyRing ring) {
    return RpmVerifier.verify(RpmFile.read(TestData.require("rpms/" + name)), ring);
  }

  private static KeyRing ring(String... names) throws IOException {
    KeyRing ring = KeyRing.empty();
    for (String name : names) {
      ring = ring.plus(name, Files.readAllBytes(TestData.require("rpms/" + name)));
    }
    return ring;
  }

  private static String describe(Verification result) {
    if (result instanceof Verification.Signed signed) {
      Verification.Signature first = signed.signatures().get(0);
      return "Signed " + first.algorithm() + " " + first.keyId();
    }
    if (result instanceof Verification.UnknownKey unknown) {
      return "UnknownKey " + unknown.keyIds();
    }
    if (result instanceof Verification.Corrupt corrupt) {
      return "Corrupt " + corrupt.reasons();
    }
    assertEquals(Set.of(Verification.Unsigned.class), Set.of(result.getClass()));
    return "Unsigned";
  }
}
