package org.nodecustomize.op.system;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.diag.Spelling;

/**
 * Finds the name in an image that somebody may have meant: one that differs in case, in its suffix,
 * or in what stands before its last slash ({@code prague}, {@code Europe/Prague}); else a slip.
 */
final class NearName {
  private NearName() {}

  static Optional<String> of(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> isShortFor(wanted, candidate.toLowerCase(Locale.ROOT)))
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .or(() -> Spelling.nearest(name, known));
  }

  private static boolean isShortFor(String wanted, String candidate) {
    int dot = candidate.lastIndexOf('.');
    return candidate.equals(wanted)
        || candidate.endsWith("/" + wanted)
        || (dot > 0 && candidate.substring(0, dot).equals(wanted));
  }
}
