package org.nodecustomize.site;

import java.time.LocalDate;

/** When an account ends. */
public sealed interface Expiry {

  /**
   * On a day.
   *
   * @param day the first on which nobody can log in
   */
  record On(LocalDate day) implements Expiry {}

  /** Not at all. */
  record Never() implements Expiry {}
}
