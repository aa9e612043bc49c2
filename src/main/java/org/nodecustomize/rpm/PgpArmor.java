package org.nodecustomize.rpm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Finds armored public keys anywhere in a text (RFC 9580, section 6): key files begin with prose, and
 * the description of an installed {@code gpg-pubkey} is nothing but the armor. The checksum line is
 * optional and carries no security, so it is not looked at.
 */
final class PgpArmor {
  private static final String BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
  private static final String END = "-----END PGP PUBLIC KEY BLOCK-----";

  private PgpArmor() {}

  /** The blocks of a text, in order; a block that cannot be decoded is empty. */
  static List<Optional<byte[]>> blocks(byte[] text) {
    List<Optional<byte[]>> blocks = new ArrayList<>();
    StringBuilder base64 = new StringBuilder();
    boolean inBlock = false;
    boolean inHeaders = false;
    for (String raw : new String(text, StandardCharsets.ISO_8859_1).lines().toList()) {
      String line = raw.strip();
      if (line.equals(BEGIN)) {
        if (inBlock) {
          blocks.add(Optional.empty());
        }
        inBlock = true;
        inHeaders = true;
        base64.setLength(0);
      } else if (inBlock && line.equals(END)) {
        blocks.add(decode(base64));
        inBlock = false;
      } else if (inBlock && inHeaders && (line.isEmpty() || line.contains(":"))) {
        inHeaders = !line.isEmpty();
      } else if (inBlock && !line.startsWith("=")) {
        inHeaders = false;
        base64.append(line);
      }
    }
    if (inBlock) {
      blocks.add(Optional.empty());
    }
    return blocks;
  }

  private static Optional<byte[]> decode(StringBuilder base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
