package org.nodecustomize.op.account;

import java.time.LocalDate;

/** When an account ends: the eighth field of shadow(5), in days since 1970. */
public sealed interface Expiry {

  /** What the field has. */
  String field();

  /**
   * On a day.
   *
   * @param day the first on which nobody can log in, after 1 January 1970, whose number means nothing
   */
  record On(LocalDate day) implements Expiry {
    public On {
      if (day.toEpochDay() <= 0) {
        throw new IllegalArgumentException("expected a day after 1970-01-01 but was " + day);
      }
    }

    @Override
    public String field() {
      return Long.toString(day.toEpochDay());
    }
  }

  /** Not at all. */
  record Never() implements Expiry {
    @Override
    public String field() {
      return "";
    }
  }
}
