package org.nodecustomize.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeNames;

/**
 * The snippets of a kind that systemd reads: the files of all directories in the order of their
 * names; of equal names the one in /etc, then /run, /usr/local/lib, /usr/lib. A link to /dev/null is
 * a file without lines.
 */
final class SystemdFiles {
  /** Bytes of the largest snippet that is read. */
  private static final int LIMIT = 1 << 20;

  private SystemdFiles() {}

  /**
   * The lines without comments, the deciding file first.
   *
   * @param etc where the image has /etc
   * @param kind for instance {@code sysusers.d} or {@code systemd/system-preset}
   */
  static List<String> lines(FileTree tree, String etc, String kind, String suffix) {
    Map<String, String> files = new TreeMap<>();
    for (String top : List.of("/usr/lib", "/usr/local/lib", "/run", etc)) {
      String directory = top + "/" + kind;
      tree.list(directory).stream()
          .filter(name -> name.endsWith(suffix))
          .forEach(name -> files.put(name, directory + "/" + name));
    }
    List<String> lines = new ArrayList<>();
    files.values().forEach(file -> lines.addAll(lines(tree, file)));
    return lines;
  }

  /** The lines of a file without comments and blank ones. */
  static List<String> lines(FileTree tree, String file) {
    return tree.read(file, LIMIT)
        .map(TreeNames::decode)
        .orElse("")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
        .toList();
  }

  /** Words between blanks; a quoted word may hold blanks, and a backslash keeps what follows it. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean started = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        started = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        started = true;
      } else if (c == ' ' || c == '\t') {
        if (started) {
          words.add(word.toString());
          word.setLength(0);
          started = false;
        }
      } else {
        word.append(c);
        started = true;
      }
    }
    if (started) {
      words.add(word.toString());
    }
    return words;
  }
}
