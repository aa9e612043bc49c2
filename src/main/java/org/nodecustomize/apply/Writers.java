package org.nodecustomize.apply;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  void add(Origin origin, List<TreeEdits.At> news) {
    for (TreeEdits.At one : news) {
      boolean written =
          one.put().filter(put -> !(put instanceof TreeEdits.PutDirectory)).isPresent();
      if (written || one.placement().isPresent()) {
        byPath.put(one.path(), origin);
      } else if (one.put().isPresent()) {
        // A directory is among them whenever something in it changes.
        byPath.putIfAbsent(one.path(), origin);
      }
    }
  }

  /** Who wrote a path, a pristine copy of it, or something below it. */
  Optional<Origin> of(String path) {
    String plain = path.startsWith(PRISTINE + "/etc/") ? path.substring(PRISTINE.length()) : path;
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
