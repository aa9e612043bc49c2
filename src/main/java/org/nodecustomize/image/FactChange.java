package org.nodecustomize.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Something that two images have different values of.
 *
 * @param name what it is
 * @param before its value in the first image; empty where it is not there
 * @param after its value in the second image; empty where it is not there
 */
public record FactChange(String name, Optional<String> before, Optional<String> after) {

  /** What differs between two sets of named values, by name. */
  public static List<FactChange> between(Map<String, String> before, Map<String, String> after) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    List<FactChange> changes = new ArrayList<>();
    for (String name : names) {
      Optional<String> left = Optional.ofNullable(before.get(name));
      Optional<String> right = Optional.ofNullable(after.get(name));
      if (!left.equals(right)) {
        changes.add(new FactChange(name, left, right));
      }
    }
    return List.copyOf(changes);
  }
}
