package org.nodecustomize.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Manifest;
import org.nodecustomize.tree.ManifestTree;
import org.nodecustomize.tree.NodeType;

/**
 * A tree all of whose names were read at once and are kept; contents are read when they are asked
 * for. For what is slow to ask, and asked often.
 */
public final class SnapshotTree implements FileTree {
  /** A root tree has some 100,000; each takes half a KiB or so. */
  private static final int MOST_NAMES = 1_000_000;

  private final ManifestTree names;

  /** Opens the regular files of a tree, by their path without links. */
  @FunctionalInterface
  public interface Contents {
    InputStream open(String path) throws IOException;
  }

  private SnapshotTree(Manifest names, Contents contents) {
    this.names = new ManifestTree(names, (path, node) -> contents.open(path));
  }

  /**
   * Reads all names of a tree; contents are read from it later.
   *
   * @throws ImageException if there are more than a root tree can have
   */
  public static SnapshotTree of(FileTree tree) {
    Map<String, FileNode> nodes = new HashMap<>();
    tree.walk(
        "/",
        (path, node) -> {
          requireRoom(nodes.size());
          nodes.put(path, node);
          return true;
        });
    return of(nodes, contents(tree));
  }

  /**
   * Reads all names of what an appliance has mounted, in one go where that works; contents are read
   * later, as they are then.
   *
   * @throws ImageException if there are more than a root tree can have, or one that the appliance
   *     cannot be asked for
   */
  public static SnapshotTree of(Appliance appliance) {
    FileTree mounted = new ApplianceTree(appliance);
    Optional<Manifest> listed = ListedTree.listed(appliance);
    if (listed.isEmpty()) {
      return of(mounted);
    }
    requireRoom(listed.get().size() - 1);
    listed.get().paths().forEach(ApplianceTree::requireAskable);
    return new SnapshotTree(listed.get(), contents(mounted));
  }

  /**
   * A tree of names that are known.
   *
   * @param nodes by absolute path, the root and every directory on the way among them
   * @throws ImageException if there are more than a root tree can have
   */
  static SnapshotTree of(Map<String, FileNode> nodes, Contents contents) {
    requireRoom(nodes.size() - 1);
    if (!nodes.containsKey("/")) {
      throw new IllegalArgumentException("a tree without a root");
    }
    return new SnapshotTree(Manifest.of(nodes), contents);
  }

  private static Contents contents(FileTree tree) {
    return path -> tree.open(path).orElseThrow(() -> new IOException("it is gone"));
  }

  /** For one more name. */
  private static void requireRoom(int names) {
    if (names >= MOST_NAMES) {
      throw new ImageException(
          Problem.of("unsupported: the tree has more than %,d names".formatted(MOST_NAMES)));
    }
  }

  @Override
  public boolean exists(String path) {
    return names.exists(path);
  }

  @Override
  public Optional<NodeType> type(String path) {
    return names.type(path);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return names.node(path);
  }

  @Override
  public Optional<String> resolve(String path) {
    return names.resolve(path);
  }

  @Override
  public Optional<String> link(String path) {
    return names.link(path);
  }

  @Override
  public List<String> list(String path) {
    return names.list(path);
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    Optional<FileNode> file = names.resolve(path).flatMap(names::node).filter(FileNode::isRegular);
    if (file.isPresent() && file.get().size() > limit) {
      throw new OperationException(
          Problem.at(path, "larger than " + limit + " bytes (" + file.get().size() + " bytes)"));
    }
    try {
      Optional<InputStream> opened = names.open(path);
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = opened.get()) {
        return Optional.of(in.readNBytes(limit));
      }
    } catch (IOException e) {
      throw new ImageException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
    }
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    return names.open(path);
  }

  @Override
  public void walk(String top, Visitor visitor) {
    names.walk(top, visitor);
  }
}
