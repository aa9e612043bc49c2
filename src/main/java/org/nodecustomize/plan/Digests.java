package org.nodecustomize.plan;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Sha256;

/** What tells one wish from another although nothing in the image's tree does. */
final class Digests {
  private Digests() {}

  /** The sha256 over a kind and named parts, each with its length, so that none runs into another. */
  static String of(String kind, Map<String, Bytes> parts) {
    Sha256 digest = new Sha256().part(kind);
    new TreeMap<>(parts).forEach((name, content) -> digest.part(name).part(content.toArray()));
    return digest.hex();
  }

  static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
