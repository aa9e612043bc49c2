package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of the form {@code KEY=VALUE}, as the shell and many services read them. */
final class KeyLines {
  private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=.*");

  private KeyLines() {}

  /** The lines with one of the key: where the last one was, which is the one that counts. */
  static List<String> set(List<String> lines, String key, String value) {
    List<String> result = new ArrayList<>(lines);
    int last = -1;
    for (int i = result.size() - 1; i >= 0; i--) {
      if (isKey(result.get(i), key)) {
        if (last >= 0) {
          result.remove(i);
          last--;
        } else {
          last = i;
        }
      }
    }
    if (last < 0) {
      result.add(key + "=" + value);
    } else {
      result.set(last, key + "=" + value);
    }
    return result;
  }

  private static boolean isKey(String line, String key) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() && matcher.group(1).equals(key);
  }
}
