package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.nodecustomize.diag.Problem;

/** Reads the certificates of one key file: primary key, user ids, sub-keys, and their signatures. */
final class KeyFileReader {
  private static final int MAX_FILE_BYTES = 4 << 20;

  private final String origin;
  private final List<KeyRing.Key> keys = new ArrayList<>();
  private final List<SigningKey> signingKeys = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  KeyFileReader(String origin) {
    this.origin = origin;
  }

  void read(byte[] content) {
    if (content.length > MAX_FILE_BYTES) {
      problem("bad key file: expected at most 4,194,304 bytes but was " + content.length);
      return;
    }
    if (content.length > 0 && (content[0] & 0x80) != 0) {
      readPackets(content);
      return;
    }
    List<Optional<byte[]>> blocks = PgpArmor.blocks(content);
    if (blocks.isEmpty()) {
      problem("is not a key file: expected a \"BEGIN PGP PUBLIC KEY BLOCK\" or OpenPGP packets");
    }
    for (Optional<byte[]> block : blocks) {
      if (block.isPresent()) {
        readPackets(block.get());
      } else {
        problem("bad key: the armor is damaged or has no end");
      }
    }
  }

  List<KeyRing.Key> keys() {
    return keys;
  }

  List<SigningKey> signingKeys() {
    return signingKeys;
  }

  List<Problem> problems() {
    return problems;
  }

  private void readPackets(byte[] data) {
    PgpPackets packets = PgpPackets.of(data);
    Optional<Certificate> current = Optional.empty();
    int found = 0;
    for (PgpPackets.Packet packet : packets.packets()) {
      switch (packet.tag()) {
        case PgpPackets.PUBLIC_KEY -> {
          current.ifPresent(this::finish);
          current = certificate(packet);
          found++;
        }
        case PgpPackets.SECRET_KEY -> {
          current.ifPresent(this::finish);
          current = Optional.empty();
          found++;
          problem("is a secret key: expected a public key");
        }
        default -> current.ifPresent(certificate -> certificate.add(packet));
      }
    }
    current.ifPresent(this::finish);
    if (!packets.complete()) {
      problem("bad key: the OpenPGP packets are damaged or truncated");
    } else if (found == 0) {
      problem("has no public key");
    }
  }

  private Optional<Certificate> certificate(PgpPackets.Packet packet) {
    Optional<PGPPublicKey> key = PgpLibrary.key(packet);
    if (key.isEmpty()) {
      problem(
          "unsupported or bad key: version "
              + packet.version()
              + ", algorithm "
              + packet.byteAt(5).map(String::valueOf).orElse("missing"));
    }
    return key.map(primary -> new Certificate(primary, origin));
  }

  private void finish(Certificate certificate) {
    certificate.finish();
    problems.addAll(certificate.problems());
    if (!certificate.signingKeys().isEmpty()) {
      keys.add(certificate.owner());
      signingKeys.addAll(certificate.signingKeys());
    }
  }

  private void problem(String message) {
    problems.add(Problem.at(origin, message));
  }
}
