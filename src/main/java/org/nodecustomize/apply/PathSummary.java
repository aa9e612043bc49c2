package org.nodecustomize.apply;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.PathOrder;
import org.nodecustomize.tree.TreePaths;

/**
 * Many paths in few words: a directory that the image did not have before stands for all that is in
 * it, written with a slash at its end. Where too many are left, the deepest give way to their
 * directories, so that a record of changes stays small whatever a run does.
 */
final class PathSummary {
  /** Paths of one step. */
  private static final int MOST = 100;

  /** Directories of the root and in them stand for nothing else. */
  private static final int SHALLOWEST = 3;

  private PathSummary() {}

  /**
   * The summary, sorted.
   *
   * @param base the tree before they were changed
   */
  static List<String> of(Collection<String> paths, FileTree base) {
    SortedSet<String> found = new TreeSet<>(PathOrder.PATHS);
    for (String path : paths) {
      found.add(top(path, base));
    }
    int depth = found.stream().mapToInt(PathSummary::depth).max().orElse(0);
    while (found.size() > MOST && depth > SHALLOWEST) {
      SortedSet<String> shorter = new TreeSet<>(PathOrder.PATHS);
      for (String path : found) {
        shorter.add(depth(path) < depth ? path : TreePaths.parent(plain(path)) + "/");
      }
      found = shorter;
      depth--;
    }
    SortedSet<String> all = found;
    return found.stream().filter(path -> !isCovered(path, all)).limit(MOST).toList();
  }

  private static String top(String path, FileTree base) {
    String top = path;
    boolean above = false;
    for (String parent = TreePaths.parent(path);
        !parent.equals("/") && base.type(parent).isEmpty();
        parent = TreePaths.parent(parent)) {
      top = parent;
      above = true;
    }
    return above ? top + "/" : path;
  }

  private static boolean isCovered(String path, SortedSet<String> all) {
    if (!path.endsWith("/") && all.contains(path + "/")) {
      return true;
    }
    for (String parent = TreePaths.parent(plain(path));
        !parent.equals("/");
        parent = TreePaths.parent(parent)) {
      if (all.contains(parent + "/")) {
        return true;
      }
    }
    return false;
  }

  private static String plain(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static int depth(String path) {
    return (int) plain(path).chars().filter(c -> c == '/').count();
  }
}
