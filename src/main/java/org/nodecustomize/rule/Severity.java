package org.nodecustomize.rule;

import java.util.Locale;

/** How bad it is that a rule fails. */
public enum Severity {
  /** A known consumer fails or loses data. */
  ERROR,
  /** Something does not do what its author seems to expect. */
  WARNING,
  /** Worth knowing. */
  INFO;

  /** The name as options and reports spell it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The less bad of the two. */
  public Severity atMost(Severity limit) {
    return compareTo(limit) < 0 ? limit : this;
  }
}
