package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.image.Architectures;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmPackage;

/**
 * Which packages of offline repositories a name means: {@code name}, {@code name.arch}, {@code
 * name-version}, {@code name-version-release} with or without {@code .arch}, or a pattern with
 * {@code *} and {@code ?} over the name. Of several versions the newest is taken.
 */
public final class PackageSelection {
  private final List<RpmPackage> candidates;

  /**
   * @param candidates what the repositories hold, the most preferred repository first
   * @param architecture of the image as RPM spells it; packages for others are left out
   */
  public PackageSelection(List<RpmPackage> candidates, String architecture) {
    this.candidates =
        candidates.stream()
            .filter(one -> Architectures.accepts(architecture, one.nevra().arch()))
            .toList();
  }

  /** What a name means: packages, or why there are none. */
  public sealed interface Result {
    record Found(List<RpmPackage> packages) implements Result {
      public Found {
        packages = List.copyOf(packages);
      }
    }

    record Missing(Problem problem) implements Result {}
  }

  /** Selects; one package for a plain name, one for each name that a pattern matches. */
  public Result select(String spec) {
    Map<String, List<RpmPackage>> matching = new LinkedHashMap<>();
    for (RpmPackage one : candidates) {
      if (means(spec, one.nevra())) {
        matching.computeIfAbsent(one.nevra().name(), any -> new ArrayList<>()).add(one);
      }
    }
    if (matching.isEmpty()) {
      return new Result.Missing(missing(spec));
    }
    return new Result.Found(matching.values().stream().map(PackageSelection::newest).toList());
  }

  /** The first of equal versions is that of the most preferred repository. */
  private static RpmPackage newest(List<RpmPackage> versions) {
    Comparator<RpmPackage> order =
        Comparator.comparing((RpmPackage one) -> one.nevra().evr())
            // A multilib image gets its own architecture.
            .thenComparing(one -> !one.nevra().arch().matches("i[3-6]86"));
    RpmPackage best = versions.get(0);
    for (RpmPackage one : versions) {
      best = order.compare(one, best) > 0 ? one : best;
    }
    return best;
  }

  private Problem missing(String spec) {
    Problem problem = Problem.at(spec, "in no repository");
    List<String> versions =
        candidates.stream()
            .filter(one -> spec.startsWith(one.nevra().name() + "-"))
            .map(one -> one.nevra().toString())
            .sorted()
            .limit(5)
            .toList();
    if (!versions.isEmpty()) {
      return problem.withHint("the repositories have " + String.join(", ", versions));
    }
    Optional<String> near =
        Spelling.nearest(
            spec, candidates.stream().map(one -> one.nevra().name()).collect(Collectors.toSet()));
    return near.map(name -> problem.withHint("did you mean '" + name + "'?"))
        .orElseGet(
            () ->
                problem.withHint(
                    candidates.isEmpty()
                        ? "name a directory that holds it: --repo DIR, or 'repos' of the recipe"
                        : "look for it: ls DIR | grep NAME"));
  }

  /** Whether a name or pattern is about a package. */
  public static boolean means(String spec, Nevra nevra) {
    return spellings(nevra).anyMatch(name -> matches(spec, name));
  }

  /** The names under which a package is known, the shortest first. */
  public static Stream<String> spellings(Nevra nevra) {
    String versioned = nevra.name() + "-" + nevra.version();
    String released = versioned + "-" + nevra.release();
    return Stream.of(
        nevra.name(),
        nevra.name() + "." + nevra.arch(),
        versioned,
        released,
        released + "." + nevra.arch(),
        nevra.toString());
  }

  /**
   * Whether a name matches a pattern with {@code *} and {@code ?}. Goes back to the last star only,
   * so that no pattern takes longer than both lengths multiplied.
   */
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int star = -1;
    int resume = 0;
    for (int t = 0; t < text.length(); ) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
