package org.nodecustomize.rule;

/** In what two states of one path can differ. */
public enum Aspect {
  TYPE("type"),
  CONTENT("content"),
  TARGET("link target"),
  PERMISSIONS("mode"),
  OWNER("owner"),
  ATTRIBUTES("extended attributes"),
  TIME("time");

  private final String text;

  Aspect(String text) {
    this.text = text;
  }

  /** In words for people. */
  public String text() {
    return text;
  }
}
