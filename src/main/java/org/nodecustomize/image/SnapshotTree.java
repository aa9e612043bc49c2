package org.nodecustomize.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.PathOrder;
import org.nodecustomize.tree.PathResolver;

/**
 * A tree all of whose names were read at once and are kept; contents are read when they are asked
 * for. For what is slow to ask, and asked often.
 */
public final class SnapshotTree implements FileTree {
  /** A root tree has some 100,000; each takes half a KiB or so. */
  private static final int MOST_NAMES = 1_000_000;

  private final Map<String, FileNode> nodes = new HashMap<>();
  private final Map<String, List<String>> names = new HashMap<>();
  private final Contents contents;
  private final PathResolver<String> resolver = new PathResolver<>(new Steps());

  /** Opens the regular files of a tree, by their path without links. */
  @FunctionalInterface
  public interface Contents {
    InputStream open(String path) throws IOException;
  }

  private final class Steps implements PathResolver.Tree<String> {
    @Override
    public String root() {
      return "/";
    }

    @Override
    public NodeType type(String path) {
      return found(path).type();
    }

    @Override
    public Optional<String> child(String directory, String name) {
      String path = below(directory) + name;
      return nodes.containsKey(path) ? Optional.of(path) : Optional.empty();
    }

    @Override
    public String target(String path) {
      return found(path).target().orElse("");
    }
  }

  private SnapshotTree(Contents contents) {
    this.contents = contents;
  }

  /**
   * Reads all names of a tree; contents are read from it later.
   *
   * @throws ImageException if there are more than a root tree can have
   */
  public static SnapshotTree of(FileTree tree) {
    SnapshotTree snapshot =
        new SnapshotTree(path -> tree.open(path).orElseThrow(() -> new IOException("it is gone")));
    tree.walk(
        "/",
        (path, node) -> {
          snapshot.add(path, node);
          return true;
        });
    snapshot.finish();
    return snapshot;
  }

  /**
   * A tree of names that are known.
   *
   * @param nodes by absolute path, the root and every directory on the way among them
   * @throws ImageException if there are more than a root tree can have
   */
  static SnapshotTree of(Map<String, FileNode> nodes, Contents contents) {
    SnapshotTree snapshot = new SnapshotTree(contents);
    nodes.forEach(snapshot::add);
    snapshot.finish();
    return snapshot;
  }

  private void add(String path, FileNode node) {
    if (nodes.size() >= MOST_NAMES) {
      throw new ImageException(
          Problem.of("unsupported: the tree has more than %,d names".formatted(MOST_NAMES)));
    }
    nodes.put(path, node);
    if (!path.equals("/")) {
      int end = path.lastIndexOf('/');
      names
          .computeIfAbsent(end == 0 ? "/" : path.substring(0, end), none -> new ArrayList<>())
          .add(path.substring(end + 1));
    }
  }

  private void finish() {
    if (!nodes.containsKey("/")) {
      throw new IllegalArgumentException("a tree without a root");
    }
    names.values().forEach(some -> some.sort(PathOrder.PATHS));
  }

  private FileNode found(String path) {
    return Optional.ofNullable(nodes.get(path))
        .orElseThrow(() -> new IllegalStateException("no " + path));
  }

  private static String below(String directory) {
    return directory.equals("/") ? "/" : directory + "/";
  }

  private Optional<String> find(String path, boolean followLast) {
    return resolver.find(path, followLast).map(PathResolver.Place::path);
  }

  @Override
  public boolean exists(String path) {
    return find(path, true).isPresent();
  }

  @Override
  public Optional<NodeType> type(String path) {
    return node(path).map(FileNode::type);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return find(path, false).map(this::found);
  }

  @Override
  public Optional<String> resolve(String path) {
    return find(path, true);
  }

  @Override
  public Optional<String> link(String path) {
    return node(path).flatMap(FileNode::target);
  }

  @Override
  public List<String> list(String path) {
    return find(path, true)
        .filter(place -> found(place).isDirectory())
        .map(place -> List.copyOf(names.getOrDefault(place, List.of())))
        .orElse(List.of());
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    Optional<String> place = find(path, true).filter(found -> found(found).isRegular());
    if (place.isEmpty()) {
      return Optional.empty();
    }
    long size = found(place.get()).size();
    if (size > limit) {
      throw new OperationException(
          Problem.at(path, "larger than " + limit + " bytes (" + size + " bytes)"));
    }
    try (InputStream in = contents.open(place.get())) {
      return Optional.of(in.readNBytes(limit));
    } catch (IOException e) {
      throw new ImageException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
    }
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    Optional<String> place = find(path, true).filter(found -> found(found).isRegular());
    return place.isPresent() ? Optional.of(contents.open(place.get())) : Optional.empty();
  }

  @Override
  public void walk(String top, Visitor visitor) {
    Optional<String> start = find(top, false);
    if (start.isEmpty()) {
      return;
    }
    List<String> ahead = new ArrayList<>(List.of(start.get()));
    while (!ahead.isEmpty()) {
      String path = ahead.remove(ahead.size() - 1);
      FileNode node = found(path);
      if (visitor.visit(path, node) && node.isDirectory()) {
        List<String> entries = names.getOrDefault(path, List.of());
        for (int i = entries.size() - 1; i >= 0; i--) {
          ahead.add(below(path) + entries.get(i));
        }
      }
    }
  }
}
