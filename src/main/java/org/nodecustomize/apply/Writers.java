package org.nodecustomize.apply;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.TreeEdits;

/**
 * Which wish wrote a path, so that what is found wrong with it later can be told by the line of the
 * recipe.
 */
final class Writers {
  private static final String PRISTINE = "/usr/share/factory";

  private final SortedMap<String, Origin> byPath = new TreeMap<>();

  /** Notes what one wish did. */
  void add(Origin origin, TreeEdits before, TreeEdits after) {
    Set<Object> old = new HashSet<>(before.puts());
    old.addAll(before.placements());
    after.placements().stream()
        .filter(one -> !old.contains(one))
        .forEach(one -> byPath.put(one.path(), origin));
    // A directory is among them whenever something in it changes.
    after.puts().stream()
        .filter(one -> !old.contains(one) && !(one instanceof TreeEdits.PutDirectory))
        .forEach(one -> byPath.put(one.path(), origin));
    after.puts().stream()
        .filter(one -> !old.contains(one))
        .forEach(one -> byPath.putIfAbsent(one.path(), origin));
  }

  /** Who wrote a path, a pristine copy of it, or something below it. */
  Optional<Origin> of(String path) {
    String plain =
        path.startsWith(PRISTINE + "/etc/") ? path.substring(PRISTINE.length()) : path;
    Optional<Origin> writer = Optional.ofNullable(byPath.get(plain));
    return writer.isPresent()
        ? writer
        : byPath.tailMap(plain + "/").entrySet().stream()
            .findFirst()
            .filter(entry -> entry.getKey().startsWith(plain + "/"))
            .map(Map.Entry::getValue);
  }

  /** A problem of a path, by the line of the wish that wrote it, where one did. */
  Problem told(Problem problem) {
    return problem
        .where()
        .flatMap(
            path ->
                of(path)
                    .map(
                        origin -> {
                          Problem told =
                              origin
                                  .problem(path + ": " + problem.message())
                                  .withDetail(problem.detail());
                          return problem.hint().map(told::withHint).orElse(told);
                        }))
        .orElse(problem);
  }
}
