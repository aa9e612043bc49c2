package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.rpm.KeyRing;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.rpm.RpmVerifier;
import org.nodecustomize.rpm.Verification;
import org.nodecustomize.tree.TreeView;

/** Lets only packages in whose digests match and which a trusted key has signed. */
final class SignatureGate {
  private static final String KEY_DIRECTORY = "/etc/pki/rpm-gpg";
  private static final int KEY_LIMIT = 1 << 20;
  private static final int KEY_FILES = 200;

  private final KeyRing ring;
  private final Predicate<String> unsigned;

  private SignatureGate(KeyRing ring, Predicate<String> unsigned) {
    this.ring = ring;
    this.unsigned = unsigned;
  }

  /**
   * Collects the trusted keys: those that the user gave, those in the image's rpm database and those
   * in its /etc/pki/rpm-gpg. Key files of the image that cannot be read trust nobody.
   *
   * @param unsigned tells by a name whether the package is taken although nobody trusted signed it
   */
  static SignatureGate of(
      KeyRing given, String imported, TreeView image, Predicate<String> unsigned) {
    KeyRing ring = given;
    if (!imported.isBlank()) {
      ring = ring.plus("rpm database", imported.getBytes(StandardCharsets.UTF_8));
    }
    for (String name : image.list(KEY_DIRECTORY).stream().limit(KEY_FILES).toList()) {
      String path = KEY_DIRECTORY + "/" + name;
      Optional<byte[]> content = keyFile(image, path);
      if (content.isPresent()) {
        ring = ring.plus(path, content.get());
      }
    }
    return new SignatureGate(ring, unsigned);
  }

  private static Optional<byte[]> keyFile(TreeView image, String path) {
    try {
      return image.read(path, KEY_LIMIT);
    } catch (OperationException e) {
      // A directory, or larger than any key file.
      return Optional.empty();
    }
  }

  /**
   * What a check found.
   *
   * @param signature in words, for the record
   * @param refusal why the package may not go in; empty where it may
   */
  record Finding(String signature, Optional<Problem> refusal) {}

  /**
   * Checks one package.
   *
   * @param content what will be installed
   * @throws org.nodecustomize.diag.HostException if it is another package by now
   */
  Finding check(RpmPackage named, SteadyFile content) {
    String name = named.path().toString();
    RpmFile file = read(named, content);
    if (!file.nevra().equals(named.nevra())) {
      throw content.changed();
    }
    Verification verification = RpmVerifier.verify(file, content, ring);
    if (verification instanceof Verification.Signed signed) {
      Verification.Signature first = signed.signatures().get(0);
      return new Finding(
          first.algorithm() + ", key " + first.keyId() + (signed.weak() ? ", weak" : ""),
          Optional.empty());
    }
    if (verification instanceof Verification.Corrupt corrupt) {
      return new Finding(
          "corrupt",
          Optional.of(
              Problem.at(name, "broken: " + String.join("; ", corrupt.reasons()))
                  .withHint("get the package again")));
    }
    if (verification instanceof Verification.UnknownKey unknown) {
      String keys = String.join(", ", unknown.keyIds());
      return untrusted(
          named,
          "unknown key " + keys,
          Problem.at(name, "signed by a key that is not trusted: " + keys));
    }
    return untrusted(named, "unsigned", Problem.at(name, "not signed"));
  }

  private static RpmFile read(RpmPackage named, SteadyFile content) {
    try {
      return RpmFile.read(named.path(), content);
    } catch (IOException e) {
      throw content.unreadable(e);
    }
  }

  private Finding untrusted(RpmPackage named, String found, Problem problem) {
    return new Finding(
        found,
        unsigned.test(named.nevra().name())
            ? Optional.empty()
            : Optional.of(
                problem.withHint(
                    "give the vendor's key with --key FILE, or take it all the same with"
                        + " --allow-unsigned")));
  }
}
