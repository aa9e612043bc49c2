package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPSignature;

/** One signature of a package while its content streams by. */
final class SignatureCheck {
  /** Deprecated by RFC 9580, yet in old keys. */
  private static final int RSA_SIGN_ONLY = 3;

  private static final Map<Integer, String> ALGORITHMS =
      Map.of(
          PublicKeyAlgorithmTags.RSA_GENERAL,
          "RSA",
          RSA_SIGN_ONLY,
          "RSA",
          PublicKeyAlgorithmTags.DSA,
          "DSA",
          PublicKeyAlgorithmTags.ECDSA,
          "ECDSA",
          PublicKeyAlgorithmTags.EDDSA_LEGACY,
          "EdDSA",
          PublicKeyAlgorithmTags.Ed25519,
          "Ed25519",
          PublicKeyAlgorithmTags.Ed448,
          "Ed448");

  private static final Map<Integer, String> HASHES =
      Map.of(
          HashAlgorithmTags.MD5, "MD5",
          HashAlgorithmTags.SHA1, "SHA1",
          HashAlgorithmTags.RIPEMD160, "RIPEMD160",
          HashAlgorithmTags.SHA224, "SHA224",
          HashAlgorithmTags.SHA256, "SHA256",
          HashAlgorithmTags.SHA384, "SHA384",
          HashAlgorithmTags.SHA512, "SHA512",
          HashAlgorithmTags.SHA3_256, "SHA3-256",
          HashAlgorithmTags.SHA3_512, "SHA3-512");

  private final SignatureTag tag;
  private final Verification.Coverage coverage;
  private final String keyId;
  private final Optional<String> fault;
  private final List<Attempt> attempts;

  private SignatureCheck(
      SignatureTag tag,
      Verification.Coverage coverage,
      String keyId,
      Optional<String> fault,
      List<Attempt> attempts) {
    this.tag = tag;
    this.coverage = coverage;
    this.keyId = keyId;
    this.fault = fault;
    this.attempts = attempts;
  }

  /** The signature against one of the keys that have its key id. */
  private record Attempt(SigningKey key, PGPSignature signature) {
    /** Why the signature does not count although it is right; empty if it does. */
    Optional<String> objection() {
      return key.objection(signature.getCreationTime().toInstant());
    }
  }

  /** How a signature turned out. */
  sealed interface Outcome {
    record Good(Verification.Signature signature) implements Outcome {}

    /** The key is not in the ring; the id is empty where the signature could not be read. */
    record Unknown(String keyId) implements Outcome {}

    record Bad(String reason) implements Outcome {}
  }

  /** Prepares the check of the value of a signature tag. */
  static SignatureCheck of(
      SignatureTag tag, Verification.Coverage coverage, byte[] value, KeyRing ring) {
    PgpPackets packets = PgpPackets.of(value);
    if (!packets.complete()
        || packets.packets().size() != 1
        || packets.packets().get(0).tag() != PgpPackets.SIGNATURE) {
      return faulty(tag, coverage, "expected one OpenPGP signature");
    }
    PgpPackets.Packet packet = packets.packets().get(0);
    Optional<PGPSignature> parsed = PgpLibrary.signature(packet);
    if (parsed.isEmpty()) {
      // A newer kind of signature beside one that is known must not make the package unusable.
      return isNewKind(packet)
          ? new SignatureCheck(tag, coverage, "", Optional.empty(), List.of())
          : faulty(tag, coverage, "bad OpenPGP signature");
    }
    PGPSignature signature = parsed.get();
    if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
      return faulty(
          tag, coverage, "expected a signature of type 0 but was " + signature.getSignatureType());
    }
    if (signature.getHashAlgorithm() == HashAlgorithmTags.MD5) {
      return faulty(tag, coverage, "it uses MD5, which proves nothing");
    }
    String keyId = HexFormat.of().toHexDigits(signature.getKeyID());
    List<Attempt> attempts = new ArrayList<>();
    for (SigningKey key : ring.candidates(keyId)) {
      PgpLibrary.signature(packet)
          .filter(s -> s.getKeyAlgorithm() == key.key().getAlgorithm())
          .filter(s -> PgpLibrary.begin(s, key.key()))
          .ifPresent(s -> attempts.add(new Attempt(key, s)));
    }
    if (attempts.isEmpty() && !ring.candidates(keyId).isEmpty()) {
      return faulty(tag, coverage, "its algorithm does not fit key " + keyId);
    }
    return new SignatureCheck(tag, coverage, keyId, Optional.empty(), attempts);
  }

  /** A signature whose value cannot even be decoded. */
  static SignatureCheck faulty(SignatureTag tag, Verification.Coverage coverage, String fault) {
    return new SignatureCheck(tag, coverage, "", Optional.of(fault), List.of());
  }

  Verification.Coverage coverage() {
    return coverage;
  }

  void update(byte[] bytes, int length) {
    attempts.forEach(attempt -> attempt.signature.update(bytes, 0, length));
  }

  Outcome finish() {
    if (fault.isPresent()) {
      return bad(fault.get());
    }
    if (attempts.isEmpty()) {
      return new Outcome.Unknown(keyId);
    }
    List<Attempt> right = attempts.stream().filter(a -> PgpLibrary.verify(a.signature)).toList();
    if (right.isEmpty()) {
      return bad("it does not match the content (key " + keyId + ")");
    }
    Optional<Attempt> revoked = right.stream().filter(a -> a.key.revoked()).findFirst();
    Optional<Attempt> good = right.stream().filter(a -> a.objection().isEmpty()).findFirst();
    return revoked.isEmpty() && good.isPresent()
        ? new Outcome.Good(describe(good.get()))
        : bad(revoked.orElse(right.get(0)).objection().orElseThrow());
  }

  private Outcome bad(String reason) {
    return new Outcome.Bad("signature " + tag + ": " + reason);
  }

  private Verification.Signature describe(Attempt attempt) {
    int algorithm = attempt.signature.getKeyAlgorithm();
    int hash = attempt.signature.getHashAlgorithm();
    boolean finiteField =
        algorithm == PublicKeyAlgorithmTags.DSA
            || algorithm == PublicKeyAlgorithmTags.RSA_GENERAL
            || algorithm == RSA_SIGN_ONLY;
    boolean weak =
        hash == HashAlgorithmTags.SHA1
            || hash == HashAlgorithmTags.RIPEMD160
            || (finiteField && attempt.key.key().getBitStrength() < 2_048);
    return new Verification.Signature(
        keyId,
        attempt.key.fingerprint(),
        attempt.key.owner().userIds().stream().findFirst().orElse(""),
        name(ALGORITHMS, algorithm) + "/" + name(HASHES, hash),
        weak,
        coverage);
  }

  private static String name(Map<Integer, String> names, int number) {
    return names.getOrDefault(number, "algorithm " + number);
  }

  /** Whether version or algorithm is none that the library is known to handle. */
  private static boolean isNewKind(PgpPackets.Packet packet) {
    int version = packet.version();
    int algorithm = packet.byteAt(version == 3 ? 15 : 2).orElse(0);
    return version > 4 || (version == 4 && !ALGORITHMS.containsKey(algorithm));
  }
}
