package org.nodecustomize.op.system;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs of version 5: made from a name by SHA-1, see RFC 9562, 5.5. */
final class NameUuid {
  private NameUuid() {}

  static UUID of(UUID space, String name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer input = ByteBuffer.allocate(16 + text.length);
    input
        .putLong(space.getMostSignificantBits())
        .putLong(space.getLeastSignificantBits())
        .put(text);
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(input.array()));
    long high = (hash.getLong() & ~0xf000L) | 0x5000L;
    long low = (hash.getLong() & ~(3L << 62)) | (2L << 62);
    return new UUID(high, low);
  }
}
