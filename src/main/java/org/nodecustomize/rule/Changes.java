package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.nodecustomize.tree.FileNode;

/** Finds what differs between two trees. */
public final class Changes {

  private Changes() {}

  /**
   * What differs below a directory, sorted by path. Files of equal size and time are taken as equal,
   * except below /etc and its pristine copies, where they are read.
   */
  public static List<Change> below(String directory, Snapshot base, Snapshot image) {
    SortedSet<String> paths = new TreeSet<>(base.below(directory).keySet());
    paths.addAll(image.below(directory).keySet());
    List<Change> changes = new ArrayList<>();
    for (String path : paths) {
      Optional<FileNode> before = base.node(path);
      Optional<FileNode> after = image.node(path);
      Set<Aspect> aspects =
          before.isPresent() && after.isPresent()
              ? aspects(base, path, image, path)
              : EnumSet.noneOf(Aspect.class);
      if (before.isEmpty() || after.isEmpty() || !aspects.isEmpty()) {
        changes.add(new Change(path, before, after, aspects));
      }
    }
    return List.copyOf(changes);
  }

  /** In what two paths differ, which are both there. */
  public static Set<Aspect> aspects(Snapshot one, String path, Snapshot other, String otherPath) {
    FileNode a = one.node(path).orElseThrow();
    FileNode b = other.node(otherPath).orElseThrow();
    EnumSet<Aspect> aspects = EnumSet.noneOf(Aspect.class);
    if (a.type() != b.type()) {
      aspects.add(Aspect.TYPE);
    } else if (a.isRegular()) {
      if (!sameContent(one, path, a, other, otherPath, b)) {
        aspects.add(Aspect.CONTENT);
      }
    } else if (a.isLink() && !a.target().equals(b.target())) {
      aspects.add(Aspect.TARGET);
    } else if (a.device() != b.device()) {
      aspects.add(Aspect.CONTENT);
    }
    if (a.permissions() != b.permissions() && !a.isLink()) {
      aspects.add(Aspect.PERMISSIONS);
    }
    if (a.uid() != b.uid() || a.gid() != b.gid()) {
      aspects.add(Aspect.OWNER);
    }
    if (!a.attributes().equals(b.attributes())) {
      aspects.add(Aspect.ATTRIBUTES);
    }
    if (!a.modified().equals(b.modified())) {
      aspects.add(Aspect.TIME);
    }
    return aspects;
  }

  private static boolean sameContent(
      Snapshot one, String path, FileNode a, Snapshot other, String otherPath, FileNode b) {
    if (a.size() != b.size()) {
      return false;
    }
    boolean trusted = !path.contains("/etc/") && a.modified().equals(b.modified());
    return trusted || one.sameContent(path, other, otherPath);
  }
}
