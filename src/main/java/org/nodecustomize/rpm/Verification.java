package org.nodecustomize.rpm;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the digests and signatures of a package say. */
public sealed interface Verification {

  /**
   * Every digest matches, no signature is wrong, and at least one signature is by a key of the ring.
   *
   * @param signatures the good ones, at least one
   * @param weak whether what the signatures prove rests on SHA-1, on a key of less than 2,048 bits, or
   *     (for the payload) on an MD5 that is not signed itself
   */
  record Signed(List<Signature> signatures, boolean weak) implements Verification {
    public Signed {
      signatures = List.copyOf(signatures);
    }
  }

  /** Every digest that is there matches, and there is no signature. */
  record Unsigned() implements Verification {}

  /**
   * Every digest matches, and every signature is by a key that the ring does not have or that this
   * program cannot check.
   *
   * @param keyIds 16 hexadecimal digits each, in order; empty for signatures that name no key
   */
  record UnknownKey(Set<String> keyIds) implements Verification {
    public UnknownKey {
      keyIds = Collections.unmodifiableSet(new TreeSet<>(keyIds));
    }
  }

  /**
   * A digest does not match, a signature is wrong, or it is by a key that is revoked, expired or not
   * for signing. To be refused whatever the user asked for.
   *
   * @param reasons all of them, lower case, without the name of the file
   */
  record Corrupt(List<String> reasons) implements Verification {
    public Corrupt {
      reasons = List.copyOf(reasons);
    }
  }

  /** What a signature covers. */
  enum Coverage {
    /** The main header, from its magic to the end of its store. */
    HEADER,
    /** The main header and everything behind it to the end of the file. */
    HEADER_AND_PAYLOAD
  }

  /**
   * A good signature.
   *
   * @param keyId of the key that made it, which may be a sub-key; 16 hexadecimal digits
   * @param fingerprint of the key that made it, hexadecimal
   * @param userId of the primary key, the first; empty where it has none
   * @param algorithm for instance {@code RSA/SHA256}
   * @param weak whether it uses SHA-1 or a key of less than 2,048 bits (RSA, DSA)
   */
  record Signature(
      String keyId,
      String fingerprint,
      String userId,
      String algorithm,
      boolean weak,
      Coverage coverage) {}
}
