package org.nodecustomize.rpm;

/**
 * Tags that only headers in the database of installed packages have: what rpm notes when it installs
 * a package, and the values of the signature header, which there have numbers of their own. Numbers
 * and types: rpm's reference manual, "RPM Tags", "Installed package headers only" and "Signatures and
 * digests".
 */
public enum InstalledTag implements HeaderTag {
  /** OpenPGP signature of header and payload, RSA; {@link SignatureTag#PGP} in a package. */
  SIGPGP(259, Family.BYTES),
  /** OpenPGP signature of header and payload, DSA; {@link SignatureTag#GPG} in a package. */
  SIGGPG(262, Family.BYTES),
  /** DSA, ECDSA or EdDSA signature of the main header. */
  DSAHEADER(267, Family.BYTES),
  /** RSA signature of the main header. */
  RSAHEADER(268, Family.BYTES),
  /** SHA-1 of the main header, hexadecimal. */
  SHA1HEADER(269, Family.TEXT),
  /** SHA-256 of the main header, hexadecimal. */
  SHA256HEADER(273, Family.TEXT),
  /** OpenPGP signatures of the main header in base64 (rpm 6). */
  OPENPGP(278, Family.TEXT),
  /** Seconds since 1970. */
  INSTALLTIME(1008, Family.NUMBER),
  /** What became of each file: 0 is there, 1 replaced, 2 left out, 3 shared, 4 wrong color. */
  FILESTATES(1029, Family.NUMBER),
  /** Number of the transaction, in fact its time in seconds since 1970. */
  INSTALLTID(1128, Family.NUMBER);

  private final int number;
  private final Family family;

  InstalledTag(int number, Family family) {
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
