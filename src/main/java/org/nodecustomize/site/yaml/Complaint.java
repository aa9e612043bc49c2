package org.nodecustomize.site.yaml;

import java.util.Optional;

/** What is wrong with a value, and the way out. */
public record Complaint(String message, Optional<String> hint) {

  public static Complaint of(String message) {
    return new Complaint(message, Optional.empty());
  }

  public static Complaint of(String message, String hint) {
    return new Complaint(message, Optional.of(hint));
  }

  /** {@code expected EXPECTED but was "WORD"}. */
  public static Complaint expected(String expected, String word) {
    return of("expected " + expected + " but was " + Quoted.of(word));
  }

  /** The same with a way out. */
  public Complaint hint(String text) {
    return new Complaint(message, Optional.of(text));
  }
}
