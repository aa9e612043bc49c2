package org.nodecustomize.op;

/** A user or a group that something is to belong to. */
public sealed interface Owner {

  /** By the name that the image has for it when the wish is carried out. */
  record Named(String name) implements Owner {}

  /** By number, whether the image has a name for it or not; from 0 to 4294967294. */
  record Numbered(long id) implements Owner {}
}
