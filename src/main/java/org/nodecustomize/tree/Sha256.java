package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 of what is added to it, which records and plans keep. Digests are 64 lower-case
 * hexadecimal digits.
 */
public final class Sha256 {
  private static final int CHUNK = 1 << 16;

  private final MessageDigest digest;

  /** Of nothing yet. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Of bytes. */
  public static String of(byte[] content) {
    return new Sha256().add(content).hex();
  }

  /** Of a text in UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a stream, read to its end. */
  public static String of(InputStream in) throws IOException {
    return new Sha256().add(in).hex();
  }

  /** Of a file of this machine. */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  public Sha256 add(byte[] content) {
    return add(content, content.length);
  }

  /** Adds the first bytes of an array. */
  public Sha256 add(byte[] content, int length) {
    digest.update(content, 0, length);
    return this;
  }

  /** Adds what remains of a buffer. */
  public Sha256 add(ByteBuffer content) {
    digest.update(content);
    return this;
  }

  /** Adds a stream, read to its end. */
  public Sha256 add(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      digest.update(chunk, 0, count);
    }
    return this;
  }

  /** Adds bytes after their number in 32 bits, so that no part runs into another. */
  public Sha256 part(byte[] content) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
    return add(content);
  }

  /** Adds a text in UTF-8 as a part. */
  public Sha256 part(String text) {
    return part(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The digest of all that was added; nothing may be added after. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** The same as 32 bytes, where many are kept. */
  public byte[] bytes() {
    return digest.digest();
  }
}
