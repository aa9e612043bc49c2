package org.nodecustomize.seal;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.PathOrder;

/** What differs below a directory between two trees. */
final class EtcChanges {
  private EtcChanges() {}

  /**
   * One name that differs; times and labels alone are no difference.
   *
   * @param before what it was; empty where it is new
   * @param after what it is; empty where it is gone
   */
  record Change(Optional<FileNode> before, Optional<FileNode> after) {

    boolean isDeletion() {
      return after.isEmpty();
    }

    /** Whether something of another type is there. */
    boolean hasOtherType() {
      return before.isPresent() && after.isPresent() && before.get().type() != after.get().type();
    }
  }

  /** The changes by path, in the order of a walk. The directory itself is not among them. */
  static SortedMap<String, Change> of(SealInput input, String top) {
    FileTree before = input.before();
    FileTree after = input.after();
    SortedMap<String, Change> changes = new TreeMap<>(PathOrder.PATHS);
    after.walk(
        top,
        (path, node) -> {
          Optional<FileNode> old = before.node(path);
          if (!path.equals(top) && !(old.isPresent() && isSame(input, path, old.get(), node))) {
            changes.put(path, new Change(old, Optional.of(node)));
          }
          return true;
        });
    before.walk(
        top,
        (path, node) -> {
          boolean gone = after.type(path).isEmpty();
          if (gone && !path.equals(top)) {
            changes.put(path, new Change(Optional.of(node), Optional.empty()));
          }
          return true;
        });
    return changes;
  }

  private static boolean isSame(SealInput input, String path, FileNode old, FileNode now) {
    if (!NodeStates.samePlacement(old, now) || (now.isRegular() && old.size() != now.size())) {
      return false;
    }
    return (now.isRegular() && input.unchanged().certainly(path, old, now))
        || NodeStates.sameContent(
            new NodeStates.Name(input.before(), path), new NodeStates.Name(input.after(), path));
  }
}
