package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * A tree whose names were all read before, so that nothing but content has to be asked for where it
 * came from.
 */
public final class ManifestTree implements FileTree {
  private static final int ROOT = 0;

  private final Manifest names;
  private final Opener contents;
  private final int[] ends;
  private final PathResolver<Integer> resolver = new PathResolver<>(new Steps());

  /** Where contents are read. */
  @FunctionalInterface
  public interface Opener {

    /**
     * Opens a regular file of the manifest; the caller closes it.
     *
     * @param path without links in it
     */
    InputStream open(String path, FileNode node) throws IOException;
  }

  private final class Steps implements PathResolver.Tree<Integer> {
    @Override
    public Integer root() {
      return ROOT;
    }

    @Override
    public NodeType type(Integer index) {
      return names.node(index).type();
    }

    @Override
    public Optional<Integer> child(Integer directory, String name) {
      int index = names.index(TreePaths.child(names.path(directory), name));
      return index < 0 ? Optional.empty() : Optional.of(index);
    }

    @Override
    public String target(Integer link) {
      return names.node(link).target().orElse("");
    }
  }

  /**
   * @param names of a whole tree
   */
  public ManifestTree(Manifest names, Opener contents) {
    this.names = names;
    this.contents = contents;
    this.ends = ends(names);
  }

  /** For each path the place behind all that is below it. */
  private static int[] ends(Manifest names) {
    int[] ends = new int[names.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < ends.length; i++) {
      while (!open.isEmpty() && !TreePaths.isAtOrBelow(names.path(i), names.path(open.peek()))) {
        ends[open.pop()] = i;
      }
      open.push(i);
    }
    open.forEach(last -> ends[last] = ends.length);
    return ends;
  }

  private Optional<Integer> find(String path, boolean followLast) {
    return resolver.find(path, followLast).map(PathResolver.Place::node);
  }

  private Optional<Integer> regular(String path) {
    return find(path, true).filter(index -> names.node(index).isRegular());
  }

  /** All names with what is there. */
  public Manifest manifest() {
    return names;
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
    return find(path, false).map(names::node);
  }

  @Override
  public Optional<String> resolve(String path) {
    return find(path, true).map(names::path);
  }

  @Override
  public Optional<String> link(String path) {
    return node(path).flatMap(FileNode::target);
  }

  @Override
  public List<String> list(String path) {
    Optional<Integer> found =
        find(path, true).filter(index -> names.node(index).isDirectory());
    if (found.isEmpty()) {
      return List.of();
    }
    List<String> list = new ArrayList<>();
    int directory = found.get();
    for (int i = directory + 1; i < ends[directory]; i = ends[i]) {
      list.add(TreePaths.name(names.path(i)));
    }
    return list;
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    return regular(path).map(index -> read(index, limit));
  }

  private byte[] read(int index, int limit) {
    String path = names.path(index);
    long size = names.node(index).size();
    if (size > limit) {
      throw new OperationException(
          Problem.at(path, "expected at most " + limit + " bytes but was " + size));
    }
    try (InputStream in = contents.open(path, names.node(index))) {
      return in.readNBytes(limit);
    } catch (IOException e) {
      throw new OperationException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
    }
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    Optional<Integer> index = regular(path);
    return index.isEmpty()
        ? Optional.empty()
        : Optional.of(contents.open(names.path(index.get()), names.node(index.get())));
  }

  @Override
  public void walk(String top, Visitor visitor) {
    Optional<Integer> start = find(top, false);
    if (start.isEmpty()) {
      return;
    }
    int i = start.get();
    int end = ends[i];
    while (i < end) {
      i = visitor.visit(names.path(i), names.node(i)) ? i + 1 : ends[i];
    }
  }
}
