package org.nodecustomize.rpm;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An expected digest of the payload, and the digest of what was read of it. */
record ContentDigest(String title, String expected, MessageDigest digest) {
  /** Numbers of hash algorithms (RFC 9580, section 9.5), which PAYLOADDIGESTALGO uses. */
  private static final Map<Long, String> ALGORITHMS =
      Map.of(1L, "MD5", 2L, "SHA-1", 8L, "SHA-256", 9L, "SHA-384", 10L, "SHA-512", 11L, "SHA-224");

  /** What a payload digest is without PAYLOADDIGESTALGO. */
  private static final long SHA256 = 8;

  /**
   * The payload digest that a main header declares; empty where there is none that is known.
   * Packages of version 6 do not name the algorithm, since their tag is for SHA-256 alone (rpm's
   * reference manual, "RPM V6 Package format").
   */
  static Optional<ContentDigest> ofPayload(RpmHeader header) {
    long number = header.number(RpmTag.PAYLOADDIGESTALGO).orElse(SHA256);
    Optional<String> algorithm = Optional.ofNullable(ALGORITHMS.get(number));
    Optional<String> expected = header.text(RpmTag.PAYLOADDIGEST);
    if (algorithm.isEmpty() || expected.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ContentDigest(
            algorithm.get() + " of the payload", expected.get(), algorithm(algorithm.get())));
  }

  /** What is wrong with the digest of all that was read; empty where it matches. */
  Optional<String> mismatch() {
    return mismatch(title, expected, digest);
  }

  static Optional<String> mismatch(String title, String expected, MessageDigest digest) {
    String was = HexFormat.of().formatHex(digest.digest());
    return was.equals(expected.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(title + ": expected " + printable(expected) + " but was " + was);
  }

  static Optional<String> mismatch(String title, byte[] expected, MessageDigest digest) {
    byte[] was = digest.digest();
    HexFormat hex = HexFormat.of();
    byte[] shown = Arrays.copyOf(expected, Math.min(expected.length, 64));
    return Arrays.equals(expected, was)
        ? Optional.empty()
        : Optional.of(
            title + ": expected " + hex.formatHex(shown) + " but was " + hex.formatHex(was));
  }

  /** A digest that every Java has. */
  static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + name, e);
    }
  }

  private static String printable(String digest) {
    return digest.matches("[0-9A-Za-z]{1,128}") ? digest : "no digest";
  }
}
