package org.nodecustomize.rpm;

import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * A primary key or a sub-key that belongs to it for certain, with what its self-signatures say.
 *
 * @param expires the earlier of its own end and that of its primary key
 * @param revoked whether it or its primary key is revoked, for whatever reason
 * @param signs whether it may sign data
 * @param owner the primary key as users see it
 */
record SigningKey(
    PGPPublicKey key,
    String keyId,
    String fingerprint,
    Instant created,
    Optional<Instant> expires,
    boolean revoked,
    boolean signs,
    KeyRing.Key owner) {

  /** The same key, revoked. */
  SigningKey asRevoked() {
    return new SigningKey(key, keyId, fingerprint, created, expires, true, signs, owner);
  }

  /** Why a signature made at {@code time} does not count although it is right; empty if it does. */
  Optional<String> objection(Instant time) {
    if (revoked) {
      return Optional.of("key " + keyId + " is revoked");
    }
    if (!signs) {
      return Optional.of("key " + keyId + " is not for signing");
    }
    if (time.isBefore(created)) {
      return Optional.of(
          "it was made on " + time + ", before key " + keyId + " existed (" + created + ")");
    }
    if (expires.isPresent() && !time.isBefore(expires.get())) {
      return Optional.of(
          "it was made on " + time + ", after key " + keyId + " expired (" + expires.get() + ")");
    }
    return Optional.empty();
  }
}
