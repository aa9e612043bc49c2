package org.nodecustomize.rule;

import java.util.Locale;

/** What a rule looks at. */
public enum RuleKind {
  /** The image as it is. */
  STATE,
  /** What the image has that the image it was made from has not; needs that one. */
  CHANGE;

  /** The name as reports spell it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
