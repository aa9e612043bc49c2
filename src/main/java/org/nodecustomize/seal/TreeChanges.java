package org.nodecustomize.seal;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.PathOrder;

/**
 * The names of a whole tree that are other ones than in another tree, told without reading content.
 *
 * @param present what is new or changed; times and sizes of directories do not count
 * @param gone what of the old tree is not there any more
 * @param hadLabels whether anything in the old tree has an SELinux label
 */
record TreeChanges(SortedSet<String> present, SortedSet<String> gone, boolean hadLabels) {

  static TreeChanges of(FileTree before, FileTree after) {
    Map<String, FileNode> old = new HashMap<>();
    before.walk(
        "/",
        (path, node) -> {
          old.put(path, node);
          return true;
        });
    boolean labels =
        old.values().stream().anyMatch(node -> node.attributes().containsKey(NodeStates.LABEL));
    SortedSet<String> present = new TreeSet<>(PathOrder.PATHS);
    after.walk(
        "/",
        (path, node) -> {
          FileNode was = old.remove(path);
          if (was == null || !isAlike(was, node)) {
            present.add(path);
          }
          return true;
        });
    return new TreeChanges(present, new TreeSet<>(old.keySet()), labels);
  }

  private static boolean isAlike(FileNode was, FileNode is) {
    boolean kept =
        was.isDirectory() || (was.size() == is.size() && was.modified().equals(is.modified()));
    return kept
        && was.type() == is.type()
        && was.permissions() == is.permissions()
        && was.uid() == is.uid()
        && was.gid() == is.gid()
        && was.device() == is.device()
        && was.target().equals(is.target())
        && was.attributes().equals(is.attributes());
  }

  boolean isEmpty() {
    return present.isEmpty() && gone.isEmpty();
  }

  boolean hasBelow(String top) {
    return Stream.concat(present.stream(), gone.stream())
        .anyMatch(path -> path.startsWith(top + "/"));
  }
}
