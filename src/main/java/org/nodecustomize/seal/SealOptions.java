package org.nodecustomize.seal;

import java.time.Instant;
import java.util.function.Predicate;

/**
 * What only the caller knows.
 *
 * @param time of the run, from {@link SealTime#of}; the time that the edited tree gives as well
 * @param intended paths that were asked for by name: they are neither identity nor litter
 * @param overrides paths below /etc that are meant to differ from the preset in /usr/etc
 * @param packaged paths that belong to an installed package
 * @param labelled paths whose SELinux label was asked for
 */
public record SealOptions(
    Instant time,
    ReleaseWish release,
    Predicate<String> intended,
    Predicate<String> overrides,
    Predicate<String> packaged,
    Predicate<String> labelled) {

  /** A run in which nothing was asked for by path. */
  public static SealOptions of(Instant time, ReleaseWish release) {
    return new SealOptions(time, release, p -> false, p -> false, p -> false, p -> false);
  }
}
