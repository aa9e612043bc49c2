package org.nodecustomize.seal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.tree.FileTree;

/** Which paths the image's tmpfiles.d gives an owner, see tmpfiles.d(5). */
final class TmpfilesRules {
  private static final String EXACT = "dDvqQfFCw";

  private final Set<String> paths = new TreeSet<>();
  private final List<Glob> globs;
  private final List<Glob> recursive;

  TmpfilesRules(FileTree tree, String etc) {
    TreeSet<String> one = new TreeSet<>();
    TreeSet<String> below = new TreeSet<>();
    for (String line : SystemdFiles.lines(tree, etc, "tmpfiles.d", ".conf")) {
      List<String> words = SystemdFiles.words(line);
      if (words.size() < 2 || words.get(0).isEmpty()) {
        continue;
      }
      String path = words.get(1).replace("%%", "%");
      char type = words.get(0).charAt(0);
      if (EXACT.indexOf(type) >= 0) {
        paths.add(path);
      } else if (type == 'z') {
        one.add(path);
      } else if (type == 'Z') {
        below.add(path);
      }
    }
    this.globs = one.stream().map(TmpfilesRules::glob).toList();
    this.recursive = below.stream().map(TmpfilesRules::glob).toList();
  }

  /** Of glob(7), where two stars are no more than one. */
  private static Glob glob(String text) {
    return new Glob(text.replaceAll("\\*+", "*"));
  }

  /** Whether a line says who owns what is at the path. */
  boolean covers(String path) {
    if (paths.contains(path) || globs.stream().anyMatch(glob -> glob.matches(path))) {
      return true;
    }
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      String above = path.substring(0, end);
      if (recursive.stream().anyMatch(glob -> glob.matches(above))) {
        return true;
      }
    }
    return false;
  }
}
