package org.nodecustomize.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.tree.Bytes;

/** What tells one wish from another although nothing in the image's tree does. */
final class Digests {
  private Digests() {}

  /** The sha256 over a kind and named parts, each with its length, so that none runs into another. */
  static String of(String kind, Map<String, Bytes> parts) {
    MessageDigest digest = sha256();
    add(digest, kind.getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(parts)
        .forEach(
            (name, content) -> {
              add(digest, name.getBytes(StandardCharsets.UTF_8));
              add(digest, content.toArray());
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
