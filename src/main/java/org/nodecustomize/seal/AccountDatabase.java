package org.nodecustomize.seal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One of the files that hold accounts: a line for each name, which is the line's first field; see
 * passwd(5), group(5), shadow(5), gshadow(5), subuid(5).
 *
 * @param lines by name, in the file's order; where a name has several lines, the first, which is
 *     the one that counts
 */
record AccountDatabase(Map<String, String> lines) {
  static final List<String> NAMES =
      List.of("passwd", "group", "shadow", "gshadow", "subuid", "subgid");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,255}[$]?");

  AccountDatabase {
    lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
  }

  /** Whether a path of /etc is one of the files. */
  static boolean isOne(String path) {
    return path.startsWith("/etc/") && NAMES.contains(path.substring("/etc/".length()));
  }

  /** Whether a name can stand in configuration without quotes. */
  static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }

  static AccountDatabase parse(String text) {
    Map<String, String> lines = new LinkedHashMap<>();
    text.lines()
        .filter(line -> line.indexOf(':') > 0 && !line.startsWith("#"))
        .forEach(line -> lines.putIfAbsent(line.substring(0, line.indexOf(':')), line));
    return new AccountDatabase(lines);
  }

  boolean has(String name) {
    return lines.containsKey(name);
  }

  /** The fields of a name's line, at least {@code count} of them. */
  List<String> fields(String name, int count) {
    String line = lines.getOrDefault(name, "");
    return List.of((line + ":".repeat(count)).split(":", -1)).subList(0, count);
  }

  String text() {
    return lines.isEmpty() ? "" : String.join("\n", lines.values()) + "\n";
  }
}
