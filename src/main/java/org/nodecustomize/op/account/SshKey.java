package org.nodecustomize.op.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * A public key as a line of authorized_keys, see sshd(8), "AUTHORIZED_KEYS FILE FORMAT".
 *
 * @param line with options before and a comment behind it
 * @param blob the key itself, in base 64
 */
record SshKey(String line, String blob) {
  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com",
          "ssh-ed25519-cert-v01@openssh.com",
          "ssh-rsa-cert-v01@openssh.com");

  private static final int LONGEST = 16 << 10;

  /** Reads a line; empty where it is no key, or one that sshd no longer takes. */
  static Optional<SshKey> parse(String line) {
    String text = line.strip();
    if (text.length() > LONGEST
        || text.startsWith("#")
        || text.chars().anyMatch(c -> c < ' ' && c != '\t')) {
      return Optional.empty();
    }
    return key(text)
        .or(() -> key(text.substring(endOfOptions(text)).strip()))
        .map(blob -> new SshKey(text, blob));
  }

  private static Optional<String> key(String text) {
    String[] words = text.split("[ \t]+", 3);
    return words.length >= 2 && TYPES.contains(words[0]) && holds(words[1], words[0])
        ? Optional.of(words[1])
        : Optional.empty();
  }

  /** Options end at a blank that is not between quotes. */
  private static int endOfOptions(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
        quoted = !quoted;
      } else if ((c == ' ' || c == '\t') && !quoted) {
        return i;
      }
    }
    return text.length();
  }

  /** A key begins with its type, after the length in 32 bits: RFC 4253, 6.6. */
  private static boolean holds(String blob, String type) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(blob);
    } catch (IllegalArgumentException e) {
      return false;
    }
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    byte[] start = ByteBuffer.allocate(4 + name.length).putInt(name.length).put(name).array();
    return bytes.length > start.length + 8
        && ByteBuffer.wrap(bytes, 0, start.length).equals(ByteBuffer.wrap(start));
  }
}
