package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The snippets that a reader of {@code NAME.d} directories takes, in its order: by name over all
 * directories, of equal names the one in /etc; see "Configuration Directories and Precedence" of
 * the manual pages of systemd.
 */
final class Snippets {
  private Snippets() {}

  /**
   * The paths of the snippets.
   *
   * @param name of the directory, for instance {@code sysctl.d}
   */
  static List<String> of(Edits edits, String name) {
    Map<String, String> files = new TreeMap<>();
    for (String top : List.of("/usr/lib/", "/usr/local/lib/", "/run/", "/etc/")) {
      edits.list(top + name).stream()
          .filter(file -> file.endsWith(".conf"))
          .forEach(file -> files.put(file, top + name + "/" + file));
    }
    return new ArrayList<>(files.values());
  }
}
