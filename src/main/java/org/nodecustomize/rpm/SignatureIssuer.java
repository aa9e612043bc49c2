package org.nodecustomize.rpm;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPSignature;

/** Who claims to have made an OpenPGP signature. */
final class SignatureIssuer {
  private SignatureIssuer() {}

  /** The key id that a signature names; empty where it names none or is none. */
  static Optional<String> of(byte[] signature) {
    List<PgpPackets.Packet> packets = PgpPackets.of(signature).packets();
    return packets.isEmpty()
        ? Optional.empty()
        : PgpLibrary.signature(packets.get(0))
            .map(PGPSignature::getKeyID)
            .filter(id -> id != 0)
            .map(id -> HexFormat.of().toHexDigits(id));
  }

  /** The same for a signature in base64. */
  static Optional<String> ofBase64(String signature) {
    try {
      byte[] text = signature.getBytes(StandardCharsets.ISO_8859_1);
      return of(Base64.getMimeDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
