package org.nodecustomize.op.system;

/** Who is to have the last word about what is placed. */
public enum Intent {
  /** The image: below /usr, delivered with each image; a host's own file in /etc goes before it. */
  PRESET,
  /** The recipe: below /etc, before everything that packages bring. */
  OVERRIDE
}
