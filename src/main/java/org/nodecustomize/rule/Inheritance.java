package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells what an image has from its base. One path may have several findings, as a file with many
 * lines does: those of the same words are the same. Words with a measure in them change with it, so
 * the rest of a path's findings is the base's as long as there are not more of them than there.
 */
final class Inheritance {
  private final Map<String, List<Finding>> base = new HashMap<>();

  private Inheritance(List<Finding> findings) {
    findings.forEach(
        finding -> base.computeIfAbsent(finding.path(), path -> new ArrayList<>()).add(finding));
  }

  /** The findings of one rule in the order that they have, those of the base as inherited. */
  static List<Finding> of(List<Finding> base, List<Finding> image) {
    Inheritance inheritance = new Inheritance(base);
    List<Finding> told = new ArrayList<>(image);
    told.replaceAll(finding -> inheritance.takes(finding, true) ? finding.asInherited() : finding);
    Set<String> reworded = inheritance.reworded(told);
    told.replaceAll(
        finding ->
            reworded.contains(finding.path())
                    && !finding.inherited()
                    && inheritance.takes(finding, false)
                ? finding.asInherited()
                : finding);
    return List.copyOf(told);
  }

  /** The paths with no more findings that are not known yet than the base has there. */
  private Set<String> reworded(List<Finding> told) {
    Map<String, Integer> left = new HashMap<>();
    told.stream()
        .filter(finding -> !finding.inherited())
        .forEach(finding -> left.merge(finding.path(), 1, Integer::sum));
    left.entrySet()
        .removeIf(one -> one.getValue() > base.getOrDefault(one.getKey(), List.of()).size());
    return left.keySet();
  }

  /** Whether the base has such a finding, which then is used up. */
  private boolean takes(Finding finding, boolean sameWords) {
    Iterator<Finding> known = base.getOrDefault(finding.path(), List.of()).iterator();
    while (known.hasNext()) {
      Finding one = known.next();
      if (one.severity().compareTo(finding.severity()) <= 0
          && (!sameWords || one.evidence().equals(finding.evidence()))) {
        known.remove();
        return true;
      }
    }
    return false;
  }
}
