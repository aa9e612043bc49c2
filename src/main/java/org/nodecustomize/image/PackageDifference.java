package org.nodecustomize.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nodecustomize.rpm.Nevra;

/**
 * A package that is not the same in two images.
 *
 * @param before empty for one that was added
 * @param after empty for one that was removed
 */
public record PackageDifference(Kind kind, Optional<Nevra> before, Optional<Nevra> after) {

  /** What became of a package. */
  public enum Kind {
    ADDED,
    REMOVED,
    UPGRADED,
    DOWNGRADED,
    /** The same version for another architecture. */
    REPLACED
  }

  private static final Comparator<Nevra> ORDER =
      Comparator.comparing(Nevra::name).thenComparing(Nevra::evr).thenComparing(Nevra::arch);

  /** The name of the package. */
  public String name() {
    return after.or(() -> before).map(Nevra::name).orElse("");
  }

  /**
   * What differs between the packages of two images, by name. A package that both have only one
   * version of changed; of packages that can be installed several times, such as kernels, versions
   * were added and removed.
   */
  public static List<PackageDifference> between(
      Collection<InstalledPackage> before, Collection<InstalledPackage> after) {
    Map<String, Set<Nevra>> left = byName(before);
    Map<String, Set<Nevra>> right = byName(after);
    TreeSet<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    List<PackageDifference> differences = new ArrayList<>();
    for (String name : names) {
      Set<Nevra> gone = new LinkedHashSet<>(left.getOrDefault(name, Collections.emptySet()));
      Set<Nevra> come = new LinkedHashSet<>(right.getOrDefault(name, Collections.emptySet()));
      Set<Nevra> same = new LinkedHashSet<>(gone);
      same.retainAll(come);
      gone.removeAll(same);
      come.removeAll(same);
      pair(gone, come, differences);
    }
    return List.copyOf(differences);
  }

  private static Map<String, Set<Nevra>> byName(Collection<InstalledPackage> packages) {
    Map<String, Set<Nevra>> names = new TreeMap<>();
    for (InstalledPackage installed : packages) {
      Nevra nevra = installed.nevra();
      names.computeIfAbsent(nevra.name(), name -> new TreeSet<>(ORDER)).add(nevra);
    }
    return names;
  }

  private static void pair(Set<Nevra> gone, Set<Nevra> come, List<PackageDifference> differences) {
    Set<Nevra> left = new LinkedHashSet<>(gone);
    Set<Nevra> right = new LinkedHashSet<>(come);
    for (Nevra before : gone) {
      boolean alone = gone.stream().filter(n -> n.arch().equals(before.arch())).count() == 1;
      List<Nevra> successors = come.stream().filter(n -> n.arch().equals(before.arch())).toList();
      if (alone && successors.size() == 1) {
        differences.add(changed(before, successors.get(0)));
        left.remove(before);
        right.remove(successors.get(0));
      }
    }
    if (left.size() == 1 && right.size() == 1) {
      differences.add(changed(left.iterator().next(), right.iterator().next()));
      return;
    }
    left.forEach(
        n ->
            differences.add(new PackageDifference(Kind.REMOVED, Optional.of(n), Optional.empty())));
    right.forEach(
        n -> differences.add(new PackageDifference(Kind.ADDED, Optional.empty(), Optional.of(n))));
  }

  private static PackageDifference changed(Nevra before, Nevra after) {
    int order = before.evr().compareTo(after.evr());
    Kind kind = order < 0 ? Kind.UPGRADED : order > 0 ? Kind.DOWNGRADED : Kind.REPLACED;
    return new PackageDifference(kind, Optional.of(before), Optional.of(after));
  }
}
