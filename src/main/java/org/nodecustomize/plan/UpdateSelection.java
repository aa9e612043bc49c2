package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.image.Architectures;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.site.Stated;

/**
 * Which packages of the repositories bring installed ones to the newest version there. A package
 * stays what it is called: one that only obsoletes another is no update of it.
 *
 * @param updates by the name of the package
 * @param upToDate patterns for which the repositories have nothing newer
 */
public record UpdateSelection(List<Update> updates, List<String> upToDate) {

  /** An installed package and what goes in its place. */
  public record Update(Nevra installed, RpmPackage newer) {}

  public UpdateSelection {
    updates = List.copyOf(updates);
    upToDate = List.copyOf(upToDate);
  }

  /**
   * Selects.
   *
   * @param patterns as {@link PackageSelection#spellings} has it, with {@code *} and {@code ?}
   * @param candidates what the repositories hold, the most preferred repository first
   * @param install packages that are to be installed by name or file: these are decided already
   * @param removed tells which installed packages go before
   * @param excludes tells by a name whether a package must not come in
   * @throws OperationException naming every pattern of which nothing is installed
   */
  public static UpdateSelection of(
      List<Stated<String>> patterns,
      Collection<RpmPackage> candidates,
      Collection<RpmPackage> install,
      Predicate<Nevra> removed,
      Predicate<String> excludes,
      ImageFacts facts) {
    List<Problem> problems = new ArrayList<>();
    List<String> upToDate = new ArrayList<>();
    Map<Nevra, Update> updates = new LinkedHashMap<>();
    List<Nevra> installed =
        facts.packages().stream().map(InstalledPackage::nevra).filter(removed.negate()).toList();
    Map<String, List<RpmPackage>> byName =
        candidates.stream().collect(Collectors.groupingBy(one -> one.nevra().name()));
    for (Stated<String> pattern : patterns) {
      List<Nevra> meant =
          installed.stream().filter(one -> PackageSelection.means(pattern.value(), one)).toList();
      if (meant.isEmpty()) {
        if (install.stream()
            .noneMatch(one -> PackageSelection.means(pattern.value(), one.nevra()))) {
          problems.add(missing(pattern, installed));
        }
        continue;
      }
      if (meant.stream().allMatch(one -> excludes.test(one.name()))) {
        problems.add(pattern.origin().problem("'" + pattern.value() + "' is excluded"));
        continue;
      }
      List<Update> newer = newer(meant, byName, facts);
      newer.removeIf(one -> isDecided(one, install));
      newer.forEach(one -> updates.putIfAbsent(one.newer().nevra(), one));
      if (newer.isEmpty()) {
        upToDate.add(pattern.value());
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
    return new UpdateSelection(
        updates.values().stream()
            .sorted(Comparator.comparing(one -> one.newer().nevra().toString()))
            .toList(),
        upToDate);
  }

  private static boolean isDecided(Update update, Collection<RpmPackage> install) {
    return install.stream()
        .anyMatch(one -> PackageDecisions.isSamePackage(one.nevra(), update.newer().nevra()));
  }

  /** The newest of each name and architecture, where it is newer than all that are installed. */
  private static List<Update> newer(
      List<Nevra> meant, Map<String, List<RpmPackage>> candidates, ImageFacts facts) {
    List<Update> updates = new ArrayList<>();
    for (Nevra one : meant) {
      Nevra newest =
          facts.installed(one.name()).stream()
              .map(InstalledPackage::nevra)
              .filter(other -> isKin(one, other))
              .max(Comparator.comparing(Nevra::evr))
              .orElse(one);
      candidates.getOrDefault(one.name(), List.of()).stream()
          .filter(other -> isKin(one, other.nevra()) && fits(other, facts))
          // Of equal ones the first is taken, which the most preferred repository has.
          .max(Comparator.comparing(other -> other.nevra().evr()))
          .filter(best -> best.nevra().evr().compareTo(newest.evr()) > 0)
          .ifPresent(best -> updates.add(new Update(newest, best)));
    }
    return updates;
  }

  private static boolean fits(RpmPackage candidate, ImageFacts facts) {
    return facts
        .architecture()
        .map(image -> Architectures.accepts(image, candidate.nevra().arch()))
        .orElse(true);
  }

  /** Whether one can follow the other: of the same architecture, or of none. */
  private static boolean isKin(Nevra one, Nevra other) {
    return one.name().equals(other.name())
        && (one.arch().equals(other.arch())
            || one.arch().equals("noarch")
            || other.arch().equals("noarch"));
  }

  private static Problem missing(Stated<String> pattern, List<Nevra> installed) {
    if (pattern.value().matches(".*[*?].*")) {
      return pattern.origin().problem("no installed package is called '" + pattern.value() + "'");
    }
    Problem problem = pattern.origin().problem("'" + pattern.value() + "' is not installed");
    Optional<String> near =
        Spelling.nearest(
            pattern.value(), installed.stream().map(Nevra::name).collect(Collectors.toSet()));
    return problem.withHint(
        near.map(name -> "did you mean '" + name + "'?")
            .orElse("name it under 'install' if the image shall have it"));
  }
}
