package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.image.LayoutProfile;

/**
 * What is to be checked, and against what.
 *
 * @param base the image that it was made from
 * @param profile where it is not to be told by content
 * @param waivers a file of accepted findings
 * @param baseline a file of findings that were there before
 * @param overrides paths below /etc that differ from the vendor's on purpose
 */
public record CheckRequest(
    Path image,
    Optional<Path> base,
    Optional<LayoutProfile> profile,
    Optional<Path> waivers,
    Optional<Path> baseline,
    Set<String> overrides) {

  public CheckRequest {
    overrides = Set.copyOf(overrides);
  }

  /** An image alone. */
  public static CheckRequest of(Path image) {
    return new CheckRequest(
        image,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of());
  }
}
