package org.nodecustomize.site;

/** A user or a group, as something's owner. */
public sealed interface AccountRef {

  /** The administrator, and its group. */
  AccountRef ROOT = new Numbered(0);

  /** By a name, which the image or the recipe must know. */
  record Named(String name) implements AccountRef {
    @Override
    public String toString() {
      return name;
    }
  }

  /** By a number from 0 to 4294967294. */
  record Numbered(long id) implements AccountRef {
    @Override
    public String toString() {
      return Long.toString(id);
    }
  }
}
