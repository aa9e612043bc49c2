package org.nodecustomize.seal.label;

import java.util.Optional;
import org.nodecustomize.tree.NodeType;

/** One line of a file_contexts file: which paths, of which type, get which context. */
final class ContextSpec {
  private static final String META = ".^$?*+|[({";

  private final String expression;
  private final Optional<NodeType> type;
  private final Optional<String> context;
  private final String prefix;
  private final boolean exact;
  private final PatternProgram program;

  /**
   * Reads an expression.
   *
   * @param type that paths must have; empty where it may be any
   * @param context empty for {@code <<none>>}
   * @throws UnsupportedPatternException where the expression is not understood
   */
  ContextSpec(String expression, Optional<NodeType> type, Optional<String> context)
      throws UnsupportedPatternException {
    this.expression = expression;
    this.type = type;
    this.context = context;
    this.exact = !hasMetaCharacters(expression);
    this.prefix = literalStart(expression);
    this.program = PatternCompiler.compile(expression);
  }

  /** As libselinux tells expressions from plain paths: an escaped character is a plain one. */
  private static boolean hasMetaCharacters(String expression) {
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (META.indexOf(c) >= 0) {
        return true;
      }
      if (c == '\\') {
        i++;
      }
    }
    return false;
  }

  /** What every path that the expression describes begins with. */
  private static String literalStart(String expression) {
    if (expression.indexOf('|') >= 0) {
      // An alternative may be one of the whole expression.
      return "";
    }
    StringBuilder start = new StringBuilder();
    int i = expression.startsWith("^") ? 1 : 0;
    while (i < expression.length()) {
      char c = expression.charAt(i);
      int next = i + 1;
      if (c == '\\' && next < expression.length()) {
        c = expression.charAt(next++);
        if (Character.isLetterOrDigit(c)) {
          break;
        }
      } else if (META.indexOf(c) >= 0) {
        break;
      }
      if (next < expression.length() && "*?{+".indexOf(expression.charAt(next)) >= 0) {
        break;
      }
      start.append(c);
      i = next;
    }
    return start.toString();
  }

  String expression() {
    return expression;
  }

  /** Whether the expression is a plain path. */
  boolean isExact() {
    return exact;
  }

  Optional<String> context() {
    return context;
  }

  boolean matches(String path, NodeType actual) {
    return (type.isEmpty() || type.get() == actual)
        && path.startsWith(prefix)
        && program.matches(path);
  }
}
