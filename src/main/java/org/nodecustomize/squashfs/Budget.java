package org.nodecustomize.squashfs;

/**
 * What an image may ask for in all. Its parts may overlap: some hundred inodes can share one list of
 * blocks, and all files one set of attributes, so that bounds for each alone do not add up to a
 * bound. Not thread-safe.
 */
final class Budget {
  private final Refusal refusal;
  private final String excess;
  private long left;

  private Budget(Refusal refusal, String excess, long most) {
    this.refusal = refusal;
    this.excess = excess.formatted(most);
    this.left = most;
  }

  /** Of block words of all files: 2 TiB of content in blocks of 128 KiB. */
  static Budget ofBlocks(Refusal refusal) {
    return new Budget(refusal, "files of more than %,d blocks in all", 1 << 24);
  }

  /** Of bytes of all different sets of extended attributes. */
  static Budget ofAttributes(Refusal refusal) {
    return new Budget(refusal, "extended attributes of more than %,d bytes in all", 1 << 29);
  }

  /**
   * Takes a part.
   *
   * @throws org.nodecustomize.diag.ImageException if there is not as much left
   */
  void spend(long amount) {
    if (amount > left) {
      throw refusal.unsupported(excess);
    }
    left -= amount;
  }
}
