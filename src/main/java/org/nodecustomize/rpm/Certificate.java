package org.nodecustomize.rpm;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.nodecustomize.diag.Problem;

/**
 * A primary key with its user ids and sub-keys, believed only as far as its own signatures go (RFC
 * 9580, section 10.1): the newest valid self-signature gives flags and expiry; a sub-key needs a valid
 * binding signature and, to sign data, must itself have signed the primary key, or anyone could claim
 * somebody else's key as a sub-key. Signatures that use MD5 do not count.
 */
final class Certificate {
  /** Keys that went round key servers carry thousands of foreign signatures; ours are few. */
  private static final int MAX_SIGNATURES = 256;

  private final PGPPublicKey primary;
  private final String origin;
  private final List<Component> components = new ArrayList<>();
  private final List<SigningKey> signingKeys = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private KeyRing.Key owner;
  private boolean attachable = true;

  Certificate(PGPPublicKey primary, String origin) {
    this.primary = primary;
    this.origin = origin;
    this.owner = owner(List.of(), Optional.empty(), false);
    components.add(new Component(primary, Optional.empty()));
  }

  /** A key, or a user id of the primary key, with the signatures that follow it. */
  private record Component(
      PGPPublicKey key, Optional<byte[]> userId, List<PGPSignature> signatures) {
    Component(PGPPublicKey key, Optional<byte[]> userId) {
      this(key, userId, new ArrayList<>());
    }
  }

  /** Takes the next packet after the primary key. */
  void add(PgpPackets.Packet packet) {
    switch (packet.tag()) {
      case PgpPackets.USER_ID -> {
        components.add(new Component(primary, Optional.of(packet.body())));
        attachable = true;
      }
      case PgpPackets.PUBLIC_SUBKEY -> {
        Optional<PGPPublicKey> key = PgpLibrary.key(packet);
        key.ifPresent(k -> components.add(new Component(k, Optional.empty())));
        attachable = key.isPresent();
        if (key.isEmpty()) {
          problem("an unsupported or bad sub-key is left out");
        }
      }
      case PgpPackets.USER_ATTRIBUTE -> attachable = false;
      case PgpPackets.SIGNATURE -> {
        Component last = components.get(components.size() - 1);
        if (attachable && last.signatures.size() < MAX_SIGNATURES) {
          PgpLibrary.signature(packet)
              .filter(s -> s.getHashAlgorithm() != HashAlgorithmTags.MD5)
              .filter(s -> s.getKeyID() == primary.getKeyID())
              .ifPresent(last.signatures::add);
        }
      }
      default -> {}
    }
  }

  /** Checks everything that was added. */
  void finish() {
    List<String> userIds = new ArrayList<>();
    List<PGPSignature> own = new ArrayList<>();
    Component first = components.get(0);
    own.addAll(valid(first, PGPSignature.DIRECT_KEY));
    boolean revoked = !valid(first, PGPSignature.KEY_REVOCATION).isEmpty();
    for (Component component : components) {
      if (component.userId.isPresent()) {
        List<PGPSignature> certifications = certifications(component);
        own.addAll(certifications);
        if (!certifications.isEmpty()
            && valid(component, PGPSignature.CERTIFICATION_REVOCATION).isEmpty()) {
          userIds.add(printable(component.userId.get()));
        }
      }
    }
    Optional<PGPSignature> newest = newest(own);
    if (newest.isEmpty() && !revoked) {
      problem("has no valid signature of its own and is left out");
      return;
    }
    Optional<Instant> expires = newest.flatMap(s -> expiry(primary, s));
    owner = owner(userIds, expires, revoked);
    boolean signs = newest.map(s -> maySign(s)).orElse(false);
    signingKeys.add(
        new SigningKey(
            primary,
            owner.keyId(),
            owner.fingerprint(),
            owner.created(),
            expires,
            revoked,
            signs,
            owner));
    components.stream().filter(c -> c.key != primary).forEach(this::finishSubKey);
  }

  KeyRing.Key owner() {
    return owner;
  }

  /** The usable keys, revoked and expired ones among them; empty before {@link #finish}. */
  List<SigningKey> signingKeys() {
    return signingKeys;
  }

  List<Problem> problems() {
    return problems;
  }

  private void finishSubKey(Component component) {
    PGPPublicKey key = component.key;
    boolean revoked =
        owner.revoked() || !valid(component, PGPSignature.SUBKEY_REVOCATION).isEmpty();
    Optional<PGPSignature> binding = newest(valid(component, PGPSignature.SUBKEY_BINDING));
    if (binding.isEmpty() && !revoked) {
      problem("sub-key " + keyId(key) + " has no valid binding signature and is left out");
      return;
    }
    boolean signs = binding.filter(b -> maySign(b) && isConfirmed(b, key)).isPresent();
    Optional<Instant> own = binding.flatMap(b -> expiry(key, b));
    Optional<Instant> expires =
        own.isPresent() && owner.expires().filter(own.get()::isAfter).isEmpty()
            ? own
            : owner.expires();
    signingKeys.add(
        new SigningKey(
            key,
            keyId(key),
            HexFormat.of().formatHex(key.getFingerprint()),
            key.getCreationTime().toInstant(),
            expires,
            revoked,
            signs,
            owner));
  }

  private boolean isConfirmed(PGPSignature binding, PGPPublicKey key) {
    return PgpLibrary.embedded(binding).stream()
        .filter(s -> s.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING)
        .filter(s -> s.getHashAlgorithm() != HashAlgorithmTags.MD5)
        .anyMatch(s -> PgpLibrary.certifies(s, key, c -> c.verifyCertification(primary, key)));
  }

  private List<PGPSignature> certifications(Component component) {
    List<PGPSignature> certifications = new ArrayList<>();
    for (int type = PGPSignature.DEFAULT_CERTIFICATION;
        type <= PGPSignature.POSITIVE_CERTIFICATION;
        type++) {
      certifications.addAll(valid(component, type));
    }
    return certifications;
  }

  private List<PGPSignature> valid(Component component, int type) {
    return component.signatures.stream()
        .filter(s -> s.getSignatureType() == type)
        .filter(s -> PgpLibrary.certifies(s, primary, check(component)))
        .toList();
  }

  private PgpLibrary.Check check(Component component) {
    if (component.userId.isPresent()) {
      return s -> s.verifyCertification(component.userId.get(), primary);
    }
    return component.key == primary
        ? s -> s.verifyCertification(primary)
        : s -> s.verifyCertification(primary, component.key);
  }

  private static Optional<PGPSignature> newest(List<PGPSignature> signatures) {
    return signatures.stream().max(Comparator.comparing(PGPSignature::getCreationTime));
  }

  private static boolean maySign(PGPSignature selfSignature) {
    if (!selfSignature.hasSubpackets()
        || !selfSignature.getHashedSubPackets().hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)) {
      return true;
    }
    return (selfSignature.getHashedSubPackets().getKeyFlags() & KeyFlags.SIGN_DATA) != 0;
  }

  private static Optional<Instant> expiry(PGPPublicKey key, PGPSignature selfSignature) {
    long seconds =
        selfSignature.hasSubpackets()
            ? selfSignature.getHashedSubPackets().getKeyExpirationTime()
            : 0;
    return seconds == 0
        ? Optional.empty()
        : Optional.of(key.getCreationTime().toInstant().plusSeconds(seconds));
  }

  private KeyRing.Key owner(List<String> userIds, Optional<Instant> expires, boolean revoked) {
    return new KeyRing.Key(
        keyId(primary),
        HexFormat.of().formatHex(primary.getFingerprint()),
        userIds,
        primary.getCreationTime().toInstant(),
        expires,
        revoked,
        origin);
  }

  /** User ids are shown on terminals. */
  private static String printable(byte[] userId) {
    StringBuilder text = new StringBuilder();
    new String(userId, StandardCharsets.UTF_8)
        .codePoints()
        .limit(256)
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.toString();
  }

  private static String keyId(PGPPublicKey key) {
    return HexFormat.of().toHexDigits(key.getKeyID());
  }

  private void problem(String message) {
    problems.add(Problem.at(origin, "key " + keyId(primary) + ": " + message));
  }
}
