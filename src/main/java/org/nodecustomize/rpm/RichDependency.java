package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes rich dependencies such as {@code (foo >= 1 if bar)} apart (rpm's reference manual, "Boolean
 * Dependencies"). Only the names matter here: whoever attaches a package too many loses nothing.
 */
final class RichDependency {
  private static final Set<String> OPERATORS =
      Set.of("and", "or", "if", "else", "unless", "with", "without");
  private static final Set<String> COMPARISONS = Set.of("<", "<=", "=", ">=", ">", "==");

  private RichDependency() {}

  /** All names in a dependency; a plain one is its own only name. */
  static List<String> names(String dependency) {
    if (!dependency.startsWith("(")) {
      return List.of(dependency);
    }
    List<String> names = new ArrayList<>();
    boolean version = false;
    for (String word : dependency.split("\\s+", -1)) {
      String token = withoutBrackets(word);
      if (COMPARISONS.contains(token)) {
        version = true;
      } else {
        if (!version && !token.isEmpty() && !OPERATORS.contains(token)) {
          names.add(token);
        }
        version = false;
      }
    }
    return List.copyOf(names);
  }

  /** Takes away brackets that group; those of {@code pkgconfig(foo)} are part of the name. */
  private static String withoutBrackets(String word) {
    int start = 0;
    while (start < word.length() && word.charAt(start) == '(') {
      start++;
    }
    String token = word.substring(start);
    long surplus =
        token.chars().filter(c -> c == ')').count() - token.chars().filter(c -> c == '(').count();
    int end = token.length();
    while (surplus > 0 && end > 0 && token.charAt(end - 1) == ')') {
      end--;
      surplus--;
    }
    return token.substring(0, end);
  }
}
