package org.nodecustomize.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Follows paths through a tree as the kernel does, see path_resolution(7), but never out of it:
 * {@code /} in a link is the tree's root, and the root is its own parent.
 *
 * @param <N> what the tree keeps of one name
 */
public final class PathResolver<N> {
  /** As many links as the kernel follows in one path. */
  private static final int LINKS = 40;

  /** Bytes of a path as Linux has it, its end included. */
  private static final int PATH_MAX = 4096;

  private final Tree<N> tree;

  public PathResolver(Tree<N> tree) {
    this.tree = tree;
  }

  /** The tree, one step at a time. */
  public interface Tree<N> {
    N root();

    NodeType type(N node);

    /** What a directory has under a name, {@code .} and {@code ..} left out. */
    Optional<N> child(N directory, String name);

    /** The text of a link. */
    String target(N link);
  }

  /**
   * Where a path leads.
   *
   * @param path without links in it
   */
  public record Place<N>(String path, N node) {}

  /**
   * Goes where a path leads.
   *
   * @param followLast whether a link at the end is followed
   * @return empty where nothing is, a directory on the way is none, or links go in a circle
   */
  public Optional<Place<N>> find(String path, boolean followLast) {
    Deque<String> parts = new ArrayDeque<>(split(path));
    List<String> names = new ArrayList<>();
    List<N> nodes = new ArrayList<>(List.of(tree.root()));
    int links = 0;
    while (!parts.isEmpty()) {
      String part = parts.pop();
      N here = nodes.get(nodes.size() - 1);
      if (tree.type(here) != NodeType.DIRECTORY) {
        return Optional.empty();
      }
      if (part.equals("..")) {
        if (!names.isEmpty()) {
          names.remove(names.size() - 1);
          nodes.remove(nodes.size() - 1);
        }
        continue;
      }
      Optional<N> next = tree.child(here, part);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      if (tree.type(next.get()) == NodeType.LINK && (followLast || !parts.isEmpty())) {
        String target = tree.target(next.get());
        if (++links > LINKS || target.isEmpty() || target.length() >= PATH_MAX) {
          return Optional.empty();
        }
        if (target.startsWith("/")) {
          names.clear();
          nodes.subList(1, nodes.size()).clear();
        }
        List<String> further = split(target);
        for (int i = further.size() - 1; i >= 0; i--) {
          parts.push(further.get(i));
        }
      } else {
        names.add(part);
        nodes.add(next.get());
      }
    }
    return Optional.of(new Place<>("/" + String.join("/", names), nodes.get(nodes.size() - 1)));
  }

  private static List<String> split(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts;
  }
}
