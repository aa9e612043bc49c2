package org.nodecustomize.seal.label;

/** A regular expression that {@link PathPattern} does not read; the message says why. */
final class UnsupportedPatternException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsupportedPatternException(String message) {
    super(message);
  }
}
