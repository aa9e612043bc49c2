package org.nodecustomize.rpm.repository;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of a repository.
 *
 * @param href from the repository's root; stays below it
 * @param algorithm of its digest, as Java calls it
 * @param digest in hex, lower case
 * @param size in bytes
 */
public record RepositoryFile(String href, String algorithm, String digest, long size) {
  private static final Pattern PART =
      Pattern.compile("(?:[A-Za-z0-9_.,+~^@=:-]|%2[Bb]|%5[Ee]|%7[Ee]|%3[Aa])+");

  private static final int LONGEST = 1024;

  /** Digests that still tell one file from another, and how many digits they have. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

  private static final Map<String, Integer> DIGITS =
      Map.of("SHA-256", 64, "SHA-384", 96, "SHA-512", 128);

  /**
   * Takes what metadata say.
   *
   * @param type of the checksum as metadata call it
   * @throws BadMetadataException if the place leads out of the repository, or a value is none
   */
  static RepositoryFile of(String href, String type, String digest, String size)
      throws BadMetadataException {
    if (!isBelow(href)) {
      throw new BadMetadataException(
          "bad metadata: the place '%s' is refused".formatted(shown(href)));
    }
    Optional<String> algorithm = Optional.ofNullable(ALGORITHMS.get(type));
    if (algorithm.isEmpty()) {
      throw new BadMetadataException(
          "unsupported metadata: expected a digest of sha256 or better but was '%s'"
              .formatted(shown(type)));
    }
    if (!digest.matches("[0-9a-f]+")
        || digest.length() != DIGITS.getOrDefault(algorithm.get(), 0)) {
      throw new BadMetadataException("bad metadata: '%s' is no %s".formatted(shown(digest), type));
    }
    if (!size.matches("[0-9]{1,12}")) {
      throw new BadMetadataException("bad metadata: '%s' is no size".formatted(shown(size)));
    }
    return new RepositoryFile(href, algorithm.get(), digest, Long.parseLong(size));
  }

  private static boolean isBelow(String href) {
    if (href.isEmpty() || href.length() > LONGEST || href.startsWith("/") || href.endsWith("/")) {
      return false;
    }
    // A name before the first slash with a colon in it would be a scheme.
    List<String> parts = List.of(href.split("/", -1));
    return !parts.get(0).contains(":")
        && parts.stream()
            .allMatch(
                part -> PART.matcher(part).matches() && !part.equals(".") && !part.equals(".."));
  }

  private static String shown(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.length() > 80 ? clean.substring(0, 80) + "..." : clean;
  }
}
