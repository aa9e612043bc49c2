package org.nodecustomize.op.account;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeNames;

/** What login.defs(5) of an image says about new accounts; the defaults are those of useradd(8). */
final class LoginDefs {
  private static final int LARGEST = 1 << 20;
  private static final Pattern LINE = Pattern.compile("^\\s*([A-Z][A-Z_]*)\\s+(\\S+)");

  private final Map<String, String> values = new HashMap<>();

  LoginDefs(String text) {
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::find)
        .forEach(line -> values.put(line.group(1), line.group(2)));
  }

  static LoginDefs of(FileTree tree) {
    return new LoginDefs(
        tree.read(AccountFiles.directory(tree) + "/login.defs", LARGEST)
            .map(TreeNames::decode)
            .orElse(""));
  }

  /** A number in decimal, or in octal after a zero; the default where there is none. */
  long number(String key, long otherwise) {
    String value = values.getOrDefault(key, "");
    if (value.matches("0[0-7]{1,9}")) {
      return Long.parseLong(value, 8);
    }
    return value.matches("-?[0-9]{1,10}") ? Long.parseLong(value) : otherwise;
  }

  /**
   * The first and last number of new accounts.
   *
   * @param kind {@code UID} or {@code GID}
   */
  Range range(String kind, boolean system) {
    return system
        ? new Range(number("SYS_" + kind + "_MIN", 201), number("SYS_" + kind + "_MAX", 999))
        : new Range(number(kind + "_MIN", 1000), number(kind + "_MAX", 60000));
  }

  /** Numbers, both ends included. */
  record Range(long first, long last) {}
}
