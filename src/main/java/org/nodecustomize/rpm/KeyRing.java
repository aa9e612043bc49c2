package org.nodecustomize.rpm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.diag.Problem;

/**
 * Public keys that packages may be signed with. Immutable. Keys come from users and out of images,
 * so that adding bad data is no failure: it is told by {@link #problems()}.
 */
public final class KeyRing {
  private static final KeyRing EMPTY = new KeyRing(List.of(), List.of(), List.of());

  private final List<Key> keys;
  private final List<SigningKey> signingKeys;
  private final List<Problem> problems;

  private KeyRing(List<Key> keys, List<SigningKey> signingKeys, List<Problem> problems) {
    this.keys = List.copyOf(keys);
    this.signingKeys = List.copyOf(signingKeys);
    this.problems = List.copyOf(problems);
  }

  /**
   * A primary key.
   *
   * @param keyId 16 hexadecimal digits in lower case
   * @param fingerprint 40 hexadecimal digits in lower case (version 4 keys)
   * @param userIds as the owner wrote them and signed them; not verified by anyone else
   * @param expires empty where it does not expire
   * @param origin where it was found, as given to {@link KeyRing#plus}
   */
  public record Key(
      String keyId,
      String fingerprint,
      List<String> userIds,
      Instant created,
      Optional<Instant> expires,
      boolean revoked,
      String origin) {
    public Key {
      userIds = List.copyOf(userIds);
    }
  }

  /** A ring without keys. */
  public static KeyRing empty() {
    return EMPTY;
  }

  /**
   * This ring and the keys of a file. A key that is there several times is revoked where one copy
   * says so, and otherwise as good as its best copy.
   *
   * @param origin what problems name, for instance the path of the file
   * @param armoredOrBinary a key file: armored blocks anywhere in a text, among them the description
   *     of an installed {@code gpg-pubkey}; or binary OpenPGP packets; at most 4 MiB
   */
  public KeyRing plus(String origin, byte[] armoredOrBinary) {
    KeyFileReader reader = new KeyFileReader(origin);
    reader.read(armoredOrBinary);
    List<Key> allKeys = new ArrayList<>(keys);
    allKeys.addAll(reader.keys());
    List<SigningKey> allSigningKeys = new ArrayList<>(signingKeys);
    allSigningKeys.addAll(reader.signingKeys());
    Set<String> revoked =
        allKeys.stream().filter(Key::revoked).map(Key::fingerprint).collect(Collectors.toSet());
    allSigningKeys.replaceAll(
        key -> revoked.contains(key.owner().fingerprint()) ? key.asRevoked() : key);
    List<Problem> allProblems = new ArrayList<>(problems);
    allProblems.addAll(reader.problems());
    return new KeyRing(allKeys, allSigningKeys, allProblems);
  }

  /** The primary keys, in the order in which they were added. */
  public List<Key> keys() {
    return keys;
  }

  /** What could not be used of all that was added; each names its origin. */
  public List<Problem> problems() {
    return problems;
  }

  /** Keys and sub-keys with this id; there may be several, because ids can be forged. */
  List<SigningKey> candidates(String keyId) {
    return signingKeys.stream().filter(key -> key.keyId().equals(keyId)).toList();
  }
}
