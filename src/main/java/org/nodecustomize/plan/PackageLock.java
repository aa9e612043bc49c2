package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;

/**
 * The only packages that may come in, and what their files are. As text it has a line for each, {@code
 * NAME-[EPOCH:]VERSION-RELEASE.ARCH sha256:DIGEST}, sorted; the digest may be left out by who writes
 * it by hand. Empty lines and such that begin with {@code #} say nothing.
 *
 * @param digests by the package; the sha256 of its file in hex, empty where any file will do
 */
public record PackageLock(Map<String, Optional<String>> digests) {
  private static final String HEAD =
      """
      # The exact packages of a recipe, written by node-customize; keep it with the recipe.
      # To resolve anew: node-customize apply --update-lock SITE IMAGE
      """;

  private static final Pattern LINE =
      Pattern.compile(
          "([^\\s/-][^\\s/]{0,255}-[^\\s/-]{1,255}-[^\\s/-]{1,255}\\.[A-Za-z0-9_]{1,32})"
              + "(?:\\s+sha256:([0-9a-f]{64}))?");

  private static final int MOST_PROBLEMS = 20;

  public PackageLock {
    digests = Map.copyOf(digests);
  }

  /**
   * Reads the text.
   *
   * @param name of the file, for messages
   * @throws UsageException naming each line that is not of that form, and packages with two digests
   */
  public static PackageLock parse(String name, List<String> lines) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Optional<String>> digests = new TreeMap<>();
    for (int i = 0; i < lines.size() && problems.size() < MOST_PROBLEMS; i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String place = name + ":" + (i + 1);
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        problems.add(
            Problem.at(place, "bad lock file: expected 'NAME-VERSION-RELEASE.ARCH sha256:DIGEST'")
                .withHint("write it anew: node-customize apply --update-lock SITE IMAGE"));
        continue;
      }
      Optional<String> digest = Optional.ofNullable(matcher.group(2));
      Optional<String> before = digests.put(matcher.group(1), digest);
      if (before != null && !before.equals(digest)) {
        problems.add(Problem.at(place, matcher.group(1) + " is there twice"));
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return new PackageLock(digests);
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    StringBuilder text = new StringBuilder(HEAD);
    new TreeMap<>(digests)
        .forEach(
            (nevra, digest) -> {
              text.append(nevra);
              digest.ifPresent(hex -> text.append(" sha256:").append(hex));
              text.append('\n');
            });
    return text.toString();
  }

  /** Whether a package may come in. */
  public boolean contains(String nevra) {
    return digests.containsKey(nevra);
  }

  /** The sha256 that a package's file has to have, in hex; empty where any will do. */
  public Optional<String> digest(String nevra) {
    return digests.getOrDefault(nevra, Optional.empty());
  }
}
