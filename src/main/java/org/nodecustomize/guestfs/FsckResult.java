package org.nodecustomize.guestfs;

/**
 * What {@code e2fsck -f} found.
 *
 * @param text its own words; empty where it repaired, because libguestfs drops them then
 */
public record FsckResult(State state, String text) {

  /** What was found. */
  public enum State {
    /** Nothing is wrong. */
    CLEAN,
    /** Something was wrong that could be repaired safely, and it was. */
    CORRECTED,
    /** Something is wrong, and it was left as it is or could not be repaired safely. */
    DAMAGED
  }
}
