package org.nodecustomize.rpm;

/**
 * A tag of a header that this program reads: its number, and the family of types that its value may
 * have. The signature header and the main header number their tags independently; in the database of
 * installed packages both are in one header.
 */
public sealed interface HeaderTag permits RpmTag, SignatureTag, InstalledTag {

  /** The number in the index of the header. */
  int number();

  /** The family of types that the value may have; a value of another family makes a bad header. */
  Family family();

  /** A family of value types; the format docs of rpm call the members by the names in brackets. */
  enum Family {
    /** [STRING], [STRING_ARRAY] or [I18NSTRING]. */
    TEXT,
    /** [CHAR], [INT8], [INT16], [INT32] or [INT64]; unsigned. */
    NUMBER,
    /** [BIN]. */
    BYTES
  }
}
