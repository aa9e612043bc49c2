package org.nodecustomize.op.system;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name in an image that somebody may have meant: first the one that differs in case or
 * stands alone at the end of a longer one ({@code Prague}, {@code Europe/Prague}), then the one
 * with the fewest slips.
 */
final class NearName {
  private NearName() {}

  static Optional<String> of(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    Optional<String> same =
        known.stream()
            .filter(
                candidate -> {
                  String lower = candidate.toLowerCase(Locale.ROOT);
                  return lower.equals(wanted)
                      || lower.endsWith("/" + wanted)
                      || stem(lower).equals(wanted);
                })
            .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    if (same.isPresent()) {
      return same;
    }
    int allowed = Math.max(1, name.length() / 5);
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - name.length()) <= allowed)
        .filter(candidate -> slips(wanted, candidate.toLowerCase(Locale.ROOT)) <= allowed)
        .min(
            Comparator.comparingInt(
                    (String candidate) -> slips(wanted, candidate.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * The optimal string alignment distance: insertions, deletions, replacements, and two neighbours
   * exchanged.
   */
  private static int slips(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int differs = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = cost[i - 1][j - 1] + differs;
        best = Math.min(best, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, 1 + cost[i - 2][j - 2]);
        }
        cost[i][j] = best;
      }
    }
    return cost[a.length()][b.length()];
  }
}
