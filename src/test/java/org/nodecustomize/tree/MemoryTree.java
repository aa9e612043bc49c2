package org.nodecustomize.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * A tree in memory. It is strict: paths must be absolute and plain, files have their directories,
 * and nothing is replaced by something of another kind.
 */
public class MemoryTree implements TreeView {
  /** As many links as the kernel follows in one path, see path_resolution(7). */
  private static final int LINKS = 40;

  private final Map<String, Node> nodes = new TreeMap<>();

  /** The content as ISO 8859-1, or the text of a link. */
  private record Node(NodeType type, String text) {}

  public MemoryTree() {
    nodes.put("/", new Node(NodeType.DIRECTORY, ""));
  }

  /** Adds a directory with its parents. */
  public final MemoryTree directory(String path) {
    checked(path);
    if (!path.equals("/")) {
      String parent = parent(path);
      if (!nodes.containsKey(parent)) {
        directory(parent);
      }
      put(path, new Node(NodeType.DIRECTORY, ""));
    }
    return this;
  }

  /** Adds a file with its parents. */
  public final MemoryTree file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file with its parents. */
  public final MemoryTree file(String path, byte[] content) {
    directory(parent(checked(path)));
    put(path, new Node(NodeType.REGULAR, new String(content, StandardCharsets.ISO_8859_1)));
    return this;
  }

  /** Adds a symbolic link with its parents. */
  public final MemoryTree symbolicLink(String path, String target) {
    directory(parent(checked(path)));
    put(path, new Node(NodeType.LINK, target));
    return this;
  }

  /** Takes away a file or a directory with all that is in it. */
  public final void delete(String path) {
    checked(path);
    if (path.equals("/")) {
      throw new AssertionError("the root must not be removed");
    }
    nodes.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
  }

  /** Everything in the tree, sorted; directories end with a slash, links have their text. */
  public final List<String> everything() {
    return nodes.entrySet().stream()
        .filter(entry -> !entry.getKey().equals("/"))
        .map(
            entry ->
                switch (entry.getValue().type()) {
                  case DIRECTORY -> entry.getKey() + "/";
                  case LINK -> entry.getKey() + " -> " + entry.getValue().text();
                  default -> entry.getKey();
                })
        .toList();
  }

  private void put(String path, Node node) {
    Node before = nodes.get(path);
    if (before != null && before.type() != node.type()) {
      throw new AssertionError(path + " is a " + before.type() + ", not a " + node.type());
    }
    Node parent = nodes.get(parent(path));
    if (parent == null || parent.type() != NodeType.DIRECTORY) {
      throw new AssertionError("no directory for " + path);
    }
    nodes.put(path, node);
  }

  private static String checked(String path) {
    boolean plain =
        path.equals("/")
            || (path.startsWith("/")
                && Arrays.stream(path.substring(1).split("/", -1))
                    .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")));
    if (!plain) {
      throw new AssertionError("not a plain absolute path: " + path);
    }
    return path;
  }

  private static String parent(String path) {
    return path.lastIndexOf('/') == 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
  }

  /** The path without links in it; empty where it leads nowhere. */
  private Optional<String> resolve(String path, boolean last) {
    Deque<String> parts = new ArrayDeque<>(List.of(checked(path).substring(1).split("/", -1)));
    String place = "/";
    int links = 0;
    while (!parts.isEmpty()) {
      String part = parts.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        place = parent(place);
        continue;
      }
      String next = place.equals("/") ? "/" + part : place + "/" + part;
      Node node = nodes.get(next);
      if (node == null) {
        return Optional.empty();
      }
      if (node.type() == NodeType.LINK && (last || !parts.isEmpty())) {
        if (++links > LINKS) {
          return Optional.empty();
        }
        List<String> target = List.of(node.text().split("/", -1));
        for (int i = target.size() - 1; i >= 0; i--) {
          parts.push(target.get(i));
        }
        place = node.text().startsWith("/") ? "/" : place;
      } else if (node.type() != NodeType.DIRECTORY && !parts.isEmpty()) {
        return Optional.empty();
      } else {
        place = next;
      }
    }
    return Optional.of(place);
  }

  private Optional<Node> node(String path, boolean last) {
    return resolve(path, last).map(nodes::get);
  }

  @Override
  public boolean exists(String path) {
    return node(path, true).isPresent();
  }

  @Override
  public Optional<NodeType> type(String path) {
    return node(path, false).map(Node::type);
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    Optional<Node> file = node(path, true).filter(node -> node.type() == NodeType.REGULAR);
    if (file.isPresent() && file.get().text().length() > limit) {
      throw new OperationException(Problem.at(path, "larger than " + limit + " bytes"));
    }
    return file.map(node -> node.text().getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public Optional<String> link(String path) {
    return node(path, false).filter(node -> node.type() == NodeType.LINK).map(Node::text);
  }

  @Override
  public List<String> list(String path) {
    Optional<String> place = resolve(path, true);
    if (place.map(nodes::get).filter(node -> node.type() == NodeType.DIRECTORY).isEmpty()) {
      return List.of();
    }
    String prefix = place.get().equals("/") ? "/" : place.get() + "/";
    return nodes.keySet().stream()
        .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
        .map(name -> name.substring(prefix.length()))
        .filter(name -> !name.contains("/"))
        .toList();
  }
}
