package org.nodecustomize.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

/**
 * Everything in a tree but content: paths in the order of a walk ({@link PathOrder}), each with what
 * the file system keeps of it. Immutable. 200,000 paths take some 100 MB.
 */
public final class Manifest {
  /** More names are not an operating system; some 1 GB. */
  private static final int MOST = 2_000_000;

  private final String[] paths;
  private final FileNode[] nodes;

  private Manifest(String[] paths, FileNode[] nodes) {
    this.paths = paths;
    this.nodes = nodes;
  }

  /** Of a whole tree. */
  public static Manifest of(FileTree tree) {
    return of(tree, "/");
  }

  /**
   * Of what is at a path and below; empty where nothing is.
   *
   * @throws ImageException if there are more than 2,000,000 names
   */
  public static Manifest of(FileTree tree, String top) {
    List<String> paths = new ArrayList<>();
    List<FileNode> nodes = new ArrayList<>();
    tree.walk(
        top,
        (path, node) -> {
          if (paths.size() == MOST) {
            throw new ImageException(Problem.at(path, "more than " + MOST + " names in the tree"));
          }
          paths.add(path);
          nodes.add(node);
          return true;
        });
    return new Manifest(paths.toArray(String[]::new), nodes.toArray(FileNode[]::new));
  }

  /**
   * Of what was read in another way.
   *
   * @param nodes the root and all below it by path, in any order
   * @throws ImageException if there are more than 2,000,000 names, no root directory, or something
   *     is below what is no directory
   */
  public static Manifest of(Map<String, FileNode> nodes) {
    if (nodes.size() > MOST) {
      throw new ImageException(Problem.of("more than " + MOST + " names in the tree"));
    }
    String[] paths = nodes.keySet().toArray(String[]::new);
    Arrays.sort(paths, PathOrder.PATHS);
    FileNode[] sorted = new FileNode[paths.length];
    for (int i = 0; i < paths.length; i++) {
      FileNode above = nodes.get(TreePaths.parent(paths[i]));
      if (above == null || !above.isDirectory()) {
        throw new ImageException(Problem.at(paths[i], "it is in no directory"));
      }
      sorted[i] = Objects.requireNonNull(nodes.get(paths[i]));
    }
    return new Manifest(paths, sorted);
  }

  /** Number of paths. */
  public int size() {
    return paths.length;
  }

  /** All paths, in order. */
  public List<String> paths() {
    return Collections.unmodifiableList(Arrays.asList(paths));
  }

  /** What is at a path that has no links in it. */
  public Optional<FileNode> get(String path) {
    int index = index(path);
    return index < 0 ? Optional.empty() : Optional.of(nodes[index]);
  }

  /** The place of a path in the order; negative where it is not there. */
  int index(String path) {
    return Arrays.binarySearch(paths, path, PathOrder.PATHS);
  }

  public boolean contains(String path) {
    return index(path) >= 0;
  }

  /** Tells everything, in order. */
  public void forEach(BiConsumer<String, FileNode> receiver) {
    for (int i = 0; i < paths.length; i++) {
      receiver.accept(paths[i], nodes[i]);
    }
  }

  /** What is at a path and below it; shares what it holds with this. */
  public Manifest below(String top) {
    if (top.equals("/")) {
      return this;
    }
    int from = index(top);
    if (from < 0) {
      return new Manifest(new String[0], new FileNode[0]);
    }
    int end = from + 1;
    while (end < paths.length && paths[end].startsWith(top + "/")) {
      end++;
    }
    return new Manifest(Arrays.copyOfRange(paths, from, end), Arrays.copyOfRange(nodes, from, end));
  }

  /**
   * Files with more than one name here, each with all its names, in the order of the first ones.
   * Names outside of what was walked are not known.
   */
  public List<List<String>> hardLinks() {
    Map<Long, List<String>> groups = new LinkedHashMap<>();
    for (int i = 0; i < paths.length; i++) {
      if (nodes[i].links() > 1 && !nodes[i].isDirectory()) {
        groups.computeIfAbsent(nodes[i].inode(), inode -> new ArrayList<>()).add(paths[i]);
      }
    }
    return groups.values().stream().filter(names -> names.size() > 1).map(List::copyOf).toList();
  }

  /** The first name of each file that has more than one here, by every one of its names. */
  Map<String, String> firstNames() {
    Map<String, String> first = new HashMap<>();
    for (List<String> names : hardLinks()) {
      names.forEach(name -> first.put(name, names.get(0)));
    }
    return first;
  }

  String path(int index) {
    return paths[index];
  }

  FileNode node(int index) {
    return nodes[index];
  }
}
