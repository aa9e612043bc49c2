package org.nodecustomize.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.tree.FileTree;

/**
 * What an administrator's links say about systemd's units, as {@code systemctl is-enabled} tells it
 * (systemctl(1), systemd.unit(5)): links in /etc/systemd/system, not presets or generators.
 */
public final class UnitStates {
  private static final String LINKS = "/etc/systemd/system";
  private static final List<String> UNITS =
      List.of(LINKS, "/usr/lib/systemd/system", "/lib/systemd/system");

  private UnitStates() {}

  /**
   * The state of every unit that has a link: {@code masked}, {@code enabled} with where from, or {@code
   * disabled} where a link to /dev/null takes the vendor's link away.
   *
   * @return state by unit name; units without a link are left out
   */
  public static Map<String, String> of(FileTree tree) {
    Map<String, List<String>> links = new TreeMap<>();
    Map<String, String> states = new TreeMap<>();
    Map<String, String> taken = new TreeMap<>();
    for (String name : tree.list(LINKS)) {
      String path = LINKS + "/" + name;
      Optional<String> target = tree.link(path);
      if (name.endsWith(".wants") || name.endsWith(".requires")) {
        String kind = name.endsWith(".wants") ? "wanted" : "required";
        String by = name.substring(0, name.lastIndexOf('.'));
        for (String unit : tree.list(path)) {
          if (leadsToNothing(tree, path + "/" + unit)) {
            taken.put(unit, "disabled (vendor's link from " + by + " taken away)");
          } else {
            links.computeIfAbsent(unit, u -> new ArrayList<>()).add(kind + " by " + by);
          }
        }
      } else if (target.isPresent()) {
        alias(tree, name, path, target.get(), links, states);
      } else if (isEmptyFile(tree, path)) {
        states.put(name, "masked");
      }
    }
    links.forEach(
        (unit, from) -> states.putIfAbsent(unit, "enabled (" + String.join(", ", from) + ")"));
    taken.forEach(states::putIfAbsent);
    return states;
  }

  /** Whether a link leads to /dev/null, which an image need not have. */
  private static boolean leadsToNothing(FileTree tree, String path) {
    Optional<String> target = tree.link(path);
    return target.isPresent()
        && (tree.resolve(path).equals(Optional.of("/dev/null"))
            || target.get().matches("(\\.\\./)*/?dev/null"));
  }

  private static void alias(
      FileTree tree,
      String name,
      String path,
      String target,
      Map<String, List<String>> links,
      Map<String, String> states) {
    if (leadsToNothing(tree, path)) {
      states.put(name, "masked");
      return;
    }
    String unit = target.substring(target.lastIndexOf('/') + 1);
    if (!unit.equals(name)) {
      links.computeIfAbsent(unit, u -> new ArrayList<>()).add("alias " + name);
    }
  }

  private static boolean isEmptyFile(FileTree tree, String path) {
    return tree.node(path).filter(node -> node.isRegular() && node.size() == 0).isPresent();
  }

  /** What differs between two trees; a unit without a link is disabled, or not there. */
  public static List<FactChange> between(FileTree before, FileTree after) {
    return FactChange.between(of(before), of(after)).stream()
        .map(
            change ->
                new FactChange(
                    change.name(),
                    change.before().or(() -> withoutLink(before, change.name())),
                    change.after().or(() -> withoutLink(after, change.name()))))
        .toList();
  }

  private static Optional<String> withoutLink(FileTree tree, String unit) {
    int at = unit.indexOf('@');
    // An instance has the file of its template.
    String file = at < 0 ? unit : unit.substring(0, at + 1) + unit.substring(unit.lastIndexOf('.'));
    return UNITS.stream().anyMatch(directory -> tree.exists(directory + "/" + file))
        ? Optional.of("disabled")
        : Optional.empty();
  }
}
