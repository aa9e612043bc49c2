package org.nodecustomize.rule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.tree.FileNode;

/** Where links lead to inside the image, be there something or not. */
public final class LinkEnds {
  /** Links on one way; the kernel follows as many. */
  private static final int MOST_LINKS = 40;

  private static final String NOTHING = "/dev/null";

  private LinkEnds() {}

  /** The path that a path stands for when every link on it is followed, its last name's too. */
  public static String of(Snapshot files, String path) {
    Deque<String> rest = new ArrayDeque<>(List.of(path.split("/", -1)));
    Deque<String> done = new ArrayDeque<>();
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        done.pollLast();
        continue;
      }
      done.addLast(name);
      Optional<String> target = files.node(path(done)).flatMap(FileNode::target);
      if (target.isPresent() && ++links <= MOST_LINKS) {
        done.removeLast();
        if (target.get().startsWith("/")) {
          done.clear();
        }
        List<String> names = List.of(target.get().split("/", -1));
        for (int i = names.size() - 1; i >= 0; i--) {
          rest.addFirst(names.get(i));
        }
      }
    }
    return path(done);
  }

  /** Whether a path is a link that leads to /dev/null, which is made at boot. */
  public static boolean leadsToNothing(Snapshot files, String path) {
    return files.node(path).filter(FileNode::isLink).isPresent() && of(files, path).equals(NOTHING);
  }

  private static String path(Deque<String> names) {
    return "/" + String.join("/", names);
  }
}
