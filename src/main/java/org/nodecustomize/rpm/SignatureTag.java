package org.nodecustomize.rpm;

/**
 * Tags of the signature header. Numbers and types: rpm's reference manual, "RPM V4 Package format"
 * and "Signatures and digests".
 */
public enum SignatureTag implements HeaderTag {
  /** DSA, ECDSA or EdDSA signature of the main header. */
  DSAHEADER(267, Family.BYTES),
  /** RSA signature of the main header. */
  RSAHEADER(268, Family.BYTES),
  /** SHA-1 of the main header, hexadecimal. */
  SHA1HEADER(269, Family.TEXT),
  /** {@link #SIZE} where it does not fit in 32 bits. */
  LONGSIZE(270, Family.NUMBER),
  /** SHA-256 of the main header, hexadecimal. */
  SHA256HEADER(273, Family.TEXT),
  /** OpenPGP signatures of the main header in base64, any number and any algorithm (rpm 6). */
  OPENPGP(278, Family.TEXT),
  /** Size of main header and payload together, in bytes. */
  SIZE(1000, Family.NUMBER),
  /** RSA signature of main header and payload. */
  PGP(1002, Family.BYTES),
  /** MD5 of main header and payload. */
  MD5(1004, Family.BYTES),
  /** DSA signature of main header and payload. */
  GPG(1005, Family.BYTES);

  private final int number;
  private final Family family;

  SignatureTag(int number, Family family) {
    this.number = number;
    this.family = family;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public Family family() {
    return family;
  }
}
