package org.nodecustomize.seal.label;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A {@code file_contexts.subs} or {@code .subs_dist} file: trees that are labelled as others are,
 * see selabel_file(5).
 *
 * @param pairs the last line first
 */
record Substitutions(List<Pair> pairs) {

  /** The path {@code from}, and all below it, counts as {@code to}. */
  record Pair(String from, String to) {}

  Substitutions {
    pairs = List.copyOf(pairs);
  }

  /** Reads lines of two paths; other lines are passed over. */
  static Substitutions parse(String text) {
    List<Pair> pairs = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 2 && !words[0].startsWith("#") && !words[0].isEmpty()) {
        pairs.add(new Pair(words[0], words[1]));
      }
    }
    Collections.reverse(pairs);
    return new Substitutions(pairs);
  }

  /** The path that counts instead; empty where no line is about it. The last line that fits counts. */
  Optional<String> substitute(String path) {
    for (Pair pair : pairs) {
      if (path.equals(pair.from()) || path.startsWith(pair.from() + "/")) {
        int kept = pair.from().length();
        boolean doubled = pair.to().equals("/") && kept < path.length();
        return Optional.of(pair.to() + path.substring(doubled ? kept + 1 : kept));
      }
    }
    return Optional.empty();
  }
}
