package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;

/**
 * Puts recipes together. Lists follow each other, those of included recipes first; sections merge key by
 * key; a word of the including recipe wins over an included one. Recipes that are included side by side
 * must agree about a word, unless the including one decides.
 */
final class Merger {
  private final Faults faults;
  private final List<Conflict> conflicts = new ArrayList<>();

  private record Conflict(String key, Value first, Value second) {}

  Merger(Faults faults) {
    this.faults = faults;
  }

  /** What included recipes say together; what they disagree about is told by {@link #over}. */
  Value.Entries beside(Value.Entries first, Value.Entries second) {
    return entries("", first, second, false);
  }

  /** An including recipe over what it includes. */
  Value.Entries over(Value.Entries included, Value.Entries own) {
    conflicts.stream().filter(conflict -> !decides(own, conflict.key())).forEach(this::report);
    conflicts.clear();
    return entries("", included, own, true);
  }

  private static boolean decides(Value.Entries own, String key) {
    Value at = own;
    for (String name : key.substring(1).split("\n", -1)) {
      Value next = at instanceof Value.Entries entries ? entries.values().get(name) : null;
      if (next == null) {
        return false;
      }
      at = next;
    }
    return true;
  }

  private void report(Conflict conflict) {
    faults.add(
        SiteError.INCLUDE_CONFLICT,
        conflict.second().spot(),
        Complaint.of(
            "%s contradicts %s in %s"
                .formatted(
                    told(conflict.second()),
                    told(conflict.first()),
                    conflict.first().spot().place().where()),
            "decide it in the recipe that includes both"));
  }

  private static String told(Value value) {
    return value instanceof Value.Word word ? Quoted.of(word.text()) : "the section";
  }

  private Value.Entries entries(
      String key, Value.Entries first, Value.Entries second, boolean secondWins) {
    Map<String, Value> merged = new LinkedHashMap<>(first.values());
    second
        .values()
        .forEach(
            (name, value) -> {
              Value there = merged.get(name);
              merged.put(
                  name, there == null ? value : merge(key + "\n" + name, there, value, secondWins));
            });
    return new Value.Entries(second.spot(), merged);
  }

  private Value merge(String key, Value first, Value second, boolean secondWins) {
    if (first instanceof Value.Items before && second instanceof Value.Items after) {
      List<Value> all = new ArrayList<>(before.items());
      all.addAll(after.items());
      return new Value.Items(second.spot(), all);
    }
    if (first instanceof Value.Entries before
        && second instanceof Value.Entries after
        && !exclusive(before, after)) {
      return entries(key, before, after, secondWins);
    }
    if (!secondWins && !same(first, second)) {
      conflicts.add(new Conflict(key, first, second));
    }
    return second;
  }

  /** Whether two values say the same, wherever they are written. */
  private static boolean same(Value first, Value second) {
    if (first instanceof Value.Word one && second instanceof Value.Word other) {
      return one.text().equals(other.text());
    }
    return first instanceof Value.Entries one
        && second instanceof Value.Entries other
        && one.values().keySet().equals(other.values().keySet())
        && one.values().entrySet().stream()
            .allMatch(
                entry -> {
                  Value there = other.values().get(entry.getKey());
                  return there != null && same(entry.getValue(), there);
                });
  }

  /** Sections that hold the same thing in two forms cannot be mixed. */
  private static boolean exclusive(Value.Entries before, Value.Entries after) {
    List<List<String>> forms = List.of(ContentFields.NAMES, List.of("nvr", "suffix"));
    return forms.stream()
        .anyMatch(
            names ->
                names.stream().anyMatch(before.values()::containsKey)
                    && names.stream().anyMatch(after.values()::containsKey));
  }
}
