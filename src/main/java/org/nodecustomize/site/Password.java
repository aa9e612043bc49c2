package org.nodecustomize.site;

/** The password field of an account. */
public sealed interface Password {

  /** Nobody can log in by password. */
  record Locked() implements Password {}

  /** A hash as crypt(5) has it; it is not shown. */
  record Hashed(String hash) implements Password {
    @Override
    public String toString() {
      return "Hashed[...]";
    }
  }
}
