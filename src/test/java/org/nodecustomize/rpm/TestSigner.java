package org.nodecustomize.rpm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.UserIDPacket;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** A throw-away RSA key that makes certificates and signatures, good ones and bad ones. */
final class TestSigner {
  static final Instant CREATED = Instant.parse("2020-01-01T00:00:00Z");

  private final PGPKeyPair pair;

  TestSigner(int bits) throws PGPException {
    RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
    generator.init(
        new RSAKeyGenerationParameters(BigInteger.valueOf(65_537), new SecureRandom(), bits, 100));
    pair =
        new BcPGPKeyPair(
            4, PublicKeyAlgorithmTags.RSA_GENERAL, generator.generateKeyPair(), Date.from(CREATED));
  }

  String keyId() {
    return HexFormat.of().toHexDigits(pair.getKeyID());
  }

  /** What a certificate says besides the key itself. */
  record Claims(long validSeconds, int flags, int hash, boolean revoked) {
    static final Claims PLAIN = new Claims(0, 3, HashAlgorithmTags.SHA256, false);
  }

  /** The key with one user id. */
  byte[] certificate(Claims claims) throws IOException, PGPException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(pair.getPublicKey().getEncoded());
    if (claims.revoked) {
      PGPSignatureGenerator revocation =
          generator(
              PGPSignature.KEY_REVOCATION,
              claims.hash,
              CREATED,
              new PGPSignatureSubpacketGenerator());
      out.writeBytes(revocation.generateCertification(pair.getPublicKey()).getEncoded());
    }
    String userId = "Tester <tester@example.org>";
    out.writeBytes(new UserIDPacket(userId).getEncoded());
    PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
    hashed.setKeyFlags(true, claims.flags);
    if (claims.validSeconds > 0) {
      hashed.setKeyExpirationTime(true, claims.validSeconds);
    }
    out.writeBytes(
        generator(PGPSignature.POSITIVE_CERTIFICATION, claims.hash, CREATED, hashed)
            .generateCertification(userId, pair.getPublicKey())
            .getEncoded());
    return out.toByteArray();
  }

  /** A signature of the concatenated contents. */
  byte[] sign(int type, int hash, Instant time, List<byte[]> contents)
      throws IOException, PGPException {
    PGPSignatureGenerator generator =
        generator(type, hash, time, new PGPSignatureSubpacketGenerator());
    contents.forEach(generator::update);
    return generator.generate().getEncoded();
  }

  private PGPSignatureGenerator generator(
      int type, int hash, Instant time, PGPSignatureSubpacketGenerator hashed) throws PGPException {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, hash),
            pair.getPublicKey());
    generator.init(type, pair.getPrivateKey());
    hashed.setSignatureCreationTime(true, Date.from(time));
    hashed.setIssuerKeyID(false, pair.getKeyID());
    generator.setHashedSubpackets(hashed.generate());
    return generator;
  }
}
