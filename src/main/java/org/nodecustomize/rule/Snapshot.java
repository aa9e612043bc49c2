package org.nodecustomize.rule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Sha256;

/**
 * The names of a tree, read once, with what the rules ask of them again and again. Contents are
 * read when asked for, and never more than {@link #TEXT_LIMIT} of a text.
 */
public final class Snapshot {
  /** Bytes; no configuration file that a rule reads comes near. */
  public static final int TEXT_LIMIT = 4 << 20;

  /** Names; a root tree has some 100,000. */
  private static final int MAXIMUM_NAMES = 4_000_000;

  private final FileTree tree;
  private Optional<NavigableMap<String, FileNode>> nodes = Optional.empty();
  private final Map<String, String> digests = new HashMap<>();

  private Snapshot(FileTree tree) {
    this.tree = tree;
  }

  /** A tree, whose names are read when they are asked for first. */
  public static Snapshot of(FileTree tree) {
    return new Snapshot(tree);
  }

  private static NavigableMap<String, FileNode> walked(FileTree tree) {
    NavigableMap<String, FileNode> nodes = new TreeMap<>();
    tree.walk(
        "/",
        (path, node) -> {
          if (nodes.size() >= MAXIMUM_NAMES) {
            throw new OperationException(
                Problem.of("the tree has more than " + MAXIMUM_NAMES + " names"));
          }
          nodes.put(path, node);
          return true;
        });
    return Collections.unmodifiableNavigableMap(nodes);
  }

  /** The tree that was read. */
  public FileTree tree() {
    return tree;
  }

  /**
   * Every path with what is there, sorted.
   *
   * @throws OperationException if there are more than a root tree can have
   */
  public NavigableMap<String, FileNode> all() {
    if (nodes.isEmpty()) {
      nodes = Optional.of(walked(tree));
    }
    return nodes.get();
  }

  /** Everything below a directory, at any depth; the directory itself left out. */
  public SortedMap<String, FileNode> below(String directory) {
    // '0' is the character after '/'.
    return directory.equals("/")
        ? all().tailMap("/", false)
        : all().subMap(directory + "/", directory + "0");
  }

  /** The names directly in a directory, which is not a link itself. */
  public List<String> names(String directory) {
    String prefix = directory.equals("/") ? "/" : directory + "/";
    return below(directory).keySet().stream()
        .map(path -> path.substring(prefix.length()))
        .filter(name -> name.indexOf('/') < 0)
        .toList();
  }

  /** What has exactly this name; directories on the way that are links are not followed. */
  public Optional<FileNode> node(String path) {
    return Optional.ofNullable(all().get(path));
  }

  /** What a path leads to, links followed. */
  public Optional<FileNode> target(String path) {
    return tree.resolve(path).flatMap(this::node);
  }

  /** Whether something is at a path, links followed. */
  public boolean exists(String path) {
    return tree.exists(path);
  }

  /** Whether a name is there, even one of a link that leads nowhere. */
  public boolean has(String path) {
    return all().containsKey(path);
  }

  /** Whether a regular file is at a path, links followed, that somebody may execute. */
  public boolean isProgram(String path) {
    return target(path)
        .filter(node -> node.isRegular() && (node.permissions() & 0111) != 0)
        .isPresent();
  }

  /**
   * A text file, links followed; bytes that are no UTF-8 are replaced.
   *
   * @throws OperationException if it is larger than {@link #TEXT_LIMIT}
   */
  public Optional<String> text(String path) {
    return tree.read(path, TEXT_LIMIT).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** The lines of a text file without the blanks around them, empty ones left out. */
  public List<String> lines(String path) {
    return text(path)
        .map(text -> text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList())
        .orElse(List.of());
  }

  /** Whether two regular files hold the same bytes. */
  public boolean sameContent(String path, Snapshot other, String otherPath) {
    long size = node(path).map(FileNode::size).orElse(-1L);
    long otherSize = other.node(otherPath).map(FileNode::size).orElse(-2L);
    return size == otherSize && digest(path).equals(other.digest(otherPath));
  }

  /** The sha256 of a regular file in hex; empty text where there is none. */
  public String digest(String path) {
    String known = digests.get(path);
    if (known == null) {
      known = read(path);
      digests.put(path, known);
    }
    return known;
  }

  private String read(String path) {
    try {
      Optional<InputStream> opened = tree.open(path);
      if (opened.isEmpty()) {
        return "";
      }
      try (InputStream in = opened.get()) {
        return Sha256.of(in);
      }
    } catch (IOException e) {
      throw new OperationException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
    }
  }
}
