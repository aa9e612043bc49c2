package org.nodecustomize.apply;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeEdits;

/** The paths that differ between two trees. */
final class ChangedPaths {
  private ChangedPaths() {}

  /**
   * Those that edits change, sorted.
   *
   * @param tree as it was before them
   */
  static List<String> by(TreeEdits edits, FileTree tree) {
    TreeSet<String> changed = new TreeSet<>();
    edits.placements().forEach(one -> changed.add(one.path()));
    for (String removed : edits.removals()) {
      tree.walk(removed, (path, node) -> changed.add(path));
    }
    edits.puts().forEach(one -> changed.add(one.path()));
    return List.copyOf(changed);
  }

  /** Those that differ by what an inode tells; contents are not read. Sorted; what is only in one of the trees is among them. */
  static List<String> between(FileTree before, FileTree after) {
    Map<String, FileNode> old = new TreeMap<>();
    before.walk("/", (path, node) -> old.put(path, node) == null);
    TreeSet<String> changed = new TreeSet<>();
    after.walk(
        "/",
        (path, node) -> {
          FileNode was = old.remove(path);
          if (was == null || !isSame(was, node)) {
            changed.add(path);
          }
          return true;
        });
    changed.addAll(old.keySet());
    return List.copyOf(changed);
  }

  /** A directory's own time says nothing that its entries do not say better. */
  private static boolean isSame(FileNode one, FileNode other) {
    return one.type() == other.type()
        && one.permissions() == other.permissions()
        && one.uid() == other.uid()
        && one.gid() == other.gid()
        && (one.isDirectory()
            || (one.size() == other.size()
                && one.modified().equals(other.modified())
                && one.target().equals(other.target())));
  }
}
