package org.nodecustomize.seal;

/** How the changed image's name-version-release comes about. */
public sealed interface ReleaseWish {

  /** The image keeps the one it has. */
  record Kept() implements ReleaseWish {}

  /**
   * The base's release with {@code .SITE.N} behind it, N counting the changes of that site.
   *
   * @param site letters, digits and dots, a dot neither first nor last
   */
  record Bumped(String site) implements ReleaseWish {}

  /**
   * Exactly this one.
   *
   * @param nvr with the name part of the base
   */
  record Given(String nvr) implements ReleaseWish {}
}
