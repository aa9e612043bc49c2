package org.nodecustomize.rpm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds all packages that requested packages could need, so that a small repository of them can be
 * attached. It goes by names and paths alone and takes every provider, whatever its version: the
 * image's own package manager chooses among them.
 */
public final class DependencyClosure {
  private final Map<String, List<RpmPackage>> providers = new HashMap<>();

  /** By identity, because the hash of a package goes through all of its files. */
  private final Set<RpmPackage> found = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Deque<RpmPackage> open = new ArrayDeque<>();

  private DependencyClosure() {}

  /**
   * The candidates that the requested packages, or what they need, require or recommend.
   *
   * @param leftOut candidates that must not be taken, for instance excluded or of a foreign
   *     architecture
   * @return by NEVRA, then by path; without the requested packages
   */
  public static List<RpmPackage> of(
      Collection<RpmPackage> requested,
      Collection<RpmPackage> candidates,
      Predicate<RpmPackage> leftOut) {
    Set<Nevra> given = new HashSet<>();
    requested.forEach(p -> given.add(p.nevra()));
    List<RpmPackage> usable =
        candidates.stream().filter(c -> !given.contains(c.nevra()) && !leftOut.test(c)).toList();
    DependencyClosure closure = new DependencyClosure();
    closure.index(requested, usable);
    closure.open.addAll(requested);
    while (!closure.open.isEmpty()) {
      closure.follow(closure.open.remove());
    }
    return closure.found.stream()
        .sorted(
            Comparator.comparing((RpmPackage p) -> p.nevra().toString())
                .thenComparing(RpmPackage::path))
        .toList();
  }

  private void index(Collection<RpmPackage> requested, List<RpmPackage> usable) {
    Set<String> paths = new HashSet<>();
    Stream.concat(requested.stream(), usable.stream())
        .flatMap(DependencyClosure::needs)
        .flatMap(need -> RichDependency.names(need.name()).stream())
        .filter(name -> name.startsWith("/"))
        .forEach(paths::add);
    for (RpmPackage candidate : usable) {
      Set<String> names = new HashSet<>();
      names.add(candidate.nevra().name());
      candidate.provides().forEach(provide -> names.add(provide.name()));
      candidate.files().stream().filter(paths::contains).forEach(names::add);
      names.forEach(name -> providers.computeIfAbsent(name, n -> new ArrayList<>()).add(candidate));
    }
  }

  private void follow(RpmPackage needy) {
    Map<String, List<Dependency>> own =
        needy.provides().stream().collect(Collectors.groupingBy(Dependency::name));
    needs(needy)
        .filter(
            need -> own.getOrDefault(need.name(), List.of()).stream().noneMatch(need::satisfiedBy))
        .flatMap(need -> RichDependency.names(need.name()).stream())
        .flatMap(name -> providers.getOrDefault(name, List.of()).stream())
        .filter(found::add)
        .forEach(open::add);
  }

  private static Stream<Dependency> needs(RpmPackage needy) {
    return Stream.concat(needy.requires().stream(), needy.recommends().stream());
  }
}
