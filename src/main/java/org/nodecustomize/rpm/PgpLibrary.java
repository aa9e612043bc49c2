package org.nodecustomize.rpm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.DSAPublicBCPGKey;
import org.bouncycastle.bcpg.Packet;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * The calls of Bouncy Castle that take untrusted bytes. The library answers bad data with whatever
 * runtime exception its parsing meets (index, cast, argument, state), so that this is the one place
 * that takes any of them for "not valid". Sizes are bounded before: {@link PgpPackets}.
 */
final class PgpLibrary {
  private PgpLibrary() {}

  /** A check that the library makes. */
  @FunctionalInterface
  interface Check {
    boolean holds(PGPSignature signature) throws PGPException;
  }

  /**
   * Parses a key or sub-key packet; empty if it is bad or the library does not know its kind. Keys of
   * version 3 (PGP 2) are named by an MD5 and are not taken.
   */
  static Optional<PGPPublicKey> key(PgpPackets.Packet packet) {
    if (packet.version() != 4 && !isSaneVersion6Key(packet)) {
      return Optional.empty();
    }
    try {
      Packet parsed = stream(packet).readPacket();
      return parsed instanceof PublicKeyPacket keyPacket && isBearable(keyPacket)
          ? Optional.of(new PGPPublicKey(keyPacket, new BcKeyFingerprintCalculator()))
          : Optional.empty();
    } catch (IOException | PGPException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Parses a signature packet; empty if it is bad or the library does not know its kind. */
  static Optional<PGPSignature> signature(PgpPackets.Packet packet) {
    if (packet.tag() != PgpPackets.SIGNATURE
        || (packet.version() != 3 && packet.version() != 4 && !isSaneVersion6Signature(packet))) {
      return Optional.empty();
    }
    try {
      PGPSignature signature = new PGPSignature(stream(packet));
      // Asking now, so that a signature that cannot even tell its parts counts as bad here.
      signature.getCreationTime();
      signature.getSignature();
      return Optional.of(signature);
    } catch (IOException | PGPException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The signatures embedded in a signature, which is how a sub-key confirms its primary key. */
  static List<PGPSignature> embedded(PGPSignature signature) {
    List<PGPSignature> embedded = new ArrayList<>();
    try {
      if (signature.hasSubpackets()) {
        signature.getHashedSubPackets().getEmbeddedSignatures().forEach(embedded::add);
        signature.getUnhashedSubPackets().getEmbeddedSignatures().forEach(embedded::add);
      }
    } catch (PGPException | RuntimeException e) {
      return List.of();
    }
    return embedded;
  }

  /** Prepares a signature for content; false if the library cannot check it with this key. */
  static boolean begin(PGPSignature signature, PGPPublicKey key) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), key);
      return true;
    } catch (PGPException | RuntimeException e) {
      return false;
    }
  }

  /** Whether a signature that got all its content is right. */
  static boolean verify(PGPSignature signature) {
    try {
      return signature.verify();
    } catch (PGPException | RuntimeException e) {
      return false;
    }
  }

  /** Whether a signature over keys or user ids, made by {@code signer}, is right. */
  static boolean certifies(PGPSignature signature, PGPPublicKey signer, Check check) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), signer);
      return check.holds(signature);
    } catch (PGPException | RuntimeException e) {
      return false;
    }
  }

  /** Numbers of absurd size would keep the processor busy for minutes. */
  private static boolean isBearable(PublicKeyPacket packet) {
    if (packet.getKey() instanceof RSAPublicBCPGKey rsa) {
      return rsa.getModulus().bitLength() <= 16_384 && rsa.getPublicExponent().bitLength() <= 64;
    }
    return !(packet.getKey() instanceof DSAPublicBCPGKey dsa)
        || (dsa.getP().bitLength() <= 4_096 && dsa.getQ().bitLength() <= 512);
  }

  /** Version 6 keys give the size of their material in 32 bits, which must be what is left. */
  private static boolean isSaneVersion6Key(PgpPackets.Packet packet) {
    return packet.version() == 6
        && packet.bodyBytes() > 10
        && number(packet, 6) == packet.bodyBytes() - 10;
  }

  /** Version 6 signatures give the sizes of their two subpacket areas in 32 bits. */
  private static boolean isSaneVersion6Signature(PgpPackets.Packet packet) {
    if (packet.version() != 6) {
      return false;
    }
    long hashed = number(packet, 4);
    if (hashed > packet.bodyBytes() - 12L) {
      return false;
    }
    return number(packet, 8 + (int) hashed) <= packet.bodyBytes() - 12L - hashed;
  }

  /** Four bytes of the body as a number; bytes that are not there make it too large for any use. */
  private static long number(PgpPackets.Packet packet, int index) {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | packet.byteAt(index + i).orElse(0xff);
    }
    return value;
  }

  private static BCPGInputStream stream(PgpPackets.Packet packet) {
    return new BCPGInputStream(new ByteArrayInputStream(packet.bytes()));
  }
}
