package org.nodecustomize.squashfs;

/** Hears how far a long work is. Called from several threads, must return at once and not throw. */
@FunctionalInterface
public interface Progress {
  /**
   * Hears the state of the work.
   *
   * @param done how much is done, in the unit of {@code total}; never less than told before
   * @param total how much there is to do
   */
  void at(long done, long total);

  /** A listener that forgets. */
  static Progress none() {
    return (done, total) -> {};
  }
}
