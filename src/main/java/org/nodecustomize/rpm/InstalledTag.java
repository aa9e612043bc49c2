package org.nodecustomize.rpm;

/**
 * Tags that only headers in the database of installed packages have: what rpm notes when it installs
 * a package, and the values of the signature header, some of which have other numbers there. Numbers
 * and types: rpm's reference manual, "RPM Tags", "Installed package headers only" and "Signatures and
 * digests".
 */
public enum InstalledTag implements HeaderTag {
  /** OpenPGP signature of header and payload, RSA; {@link SignatureTag#PGP} in a package. */
  SIGPGP(259, Family.BYTES),
  /** OpenPGP signature of header and payload, DSA; {@link SignatureTag#GPG} in a package. */
  SIGGPG(262, Family.BYTES),
  DSAHEADER(SignatureTag.DSAHEADER),
  RSAHEADER(SignatureTag.RSAHEADER),
  SHA1HEADER(SignatureTag.SHA1HEADER),
  SHA256HEADER(SignatureTag.SHA256HEADER),
  OPENPGP(SignatureTag.OPENPGP),
  /** Seconds since 1970. */
  INSTALLTIME(1008, Family.NUMBER),
  /** What became of each file: 0 is there, 1 replaced, 2 left out, 3 shared, 4 wrong color. */
  FILESTATES(1029, Family.NUMBER),
  /** Number of the transaction, in fact its time in seconds since 1970. */
  INSTALLTID(1128, Family.NUMBER);

  private final int number;
  private final Family family;

  /** One that a package's signature header has with the same number. */
  InstalledTag(SignatureTag same) {
    this(same.number(), same.family());
  }

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
