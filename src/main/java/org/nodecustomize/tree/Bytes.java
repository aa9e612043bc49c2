package org.nodecustomize.tree;

import java.util.Arrays;
import java.util.HexFormat;

/** A few bytes as a value, for instance of an extended attribute. */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of the given bytes. */
  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return content.clone();
  }

  public int size() {
    return content.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(content);
  }
}
