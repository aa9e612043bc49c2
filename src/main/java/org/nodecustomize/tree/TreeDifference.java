package org.nodecustomize.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is different between two trees, by path, in the order of a walk. Content is compared only
 * where two regular files have the same size; inode numbers and the sizes of directories never.
 */
public final class TreeDifference {
  static final String LABEL = "security.selinux";

  private final List<Entry> entries;

  private TreeDifference(List<Entry> entries) {
    this.entries = Collections.unmodifiableList(entries);
  }

  /** What became of a path. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * One path that differs.
   *
   * @param aspects in which it differs; empty unless it changed
   */
  public record Entry(
      String path,
      Kind kind,
      Optional<FileNode> before,
      Optional<FileNode> after,
      Set<Aspect> aspects) {

    public Entry {
      EnumSet<Aspect> copy = EnumSet.noneOf(Aspect.class);
      copy.addAll(aspects);
      aspects = Collections.unmodifiableSet(copy);
    }
  }

  /** Knows without reading that content is the same. */
  @FunctionalInterface
  public interface Unchanged {

    /** Knows nothing. */
    Unchanged UNKNOWN = (path, before, after) -> false;

    /**
     * Whether the regular files at a path certainly have the same content; they have the same size.
     */
    boolean certainly(String path, FileNode before, FileNode after);
  }

  /** A tree with what a walk through it found. */
  public record Side(FileTree tree, Manifest manifest) {
    public static Side of(FileTree tree) {
      return new Side(tree, Manifest.of(tree));
    }
  }

  /** Compares two trees. */
  public static TreeDifference between(Side before, Side after) {
    return between(before, after, Unchanged.UNKNOWN);
  }

  /** The same with what is known without reading. */
  public static TreeDifference between(Side before, Side after, Unchanged unchanged) {
    return new TreeDifference(new Comparison(before, after, unchanged).entries());
  }

  /** Everything that differs, in the order of a walk. */
  public List<Entry> entries() {
    return entries;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The entry of a path; empty where nothing differs. */
  public Optional<Entry> get(String path) {
    int index =
        Collections.binarySearch(entries.stream().map(Entry::path).toList(), path, PathOrder.PATHS);
    return index < 0 ? Optional.empty() : Optional.of(entries.get(index));
  }

  /** Those of one kind. */
  public List<Entry> of(Kind kind) {
    return entries.stream().filter(entry -> entry.kind() == kind).toList();
  }

  /** Goes through two manifests side by side. */
  private static final class Comparison {
    private final Side before;
    private final Side after;
    private final Unchanged unchanged;
    private final Map<String, String> firstBefore;
    private final Map<String, String> firstAfter;
    private final Map<Long, Boolean> compared = new HashMap<>();
    private final List<Entry> found = new ArrayList<>();

    Comparison(Side before, Side after, Unchanged unchanged) {
      this.before = before;
      this.after = after;
      this.unchanged = unchanged;
      this.firstBefore = before.manifest().firstNames();
      this.firstAfter = after.manifest().firstNames();
    }

    List<Entry> entries() {
      Manifest one = before.manifest();
      Manifest other = after.manifest();
      int i = 0;
      int j = 0;
      while (i < one.size() || j < other.size()) {
        int order = order(one, i, other, j);
        if (order < 0) {
          add(one.path(i), Kind.REMOVED, Optional.of(one.node(i++)), Optional.empty());
        } else if (order > 0) {
          add(other.path(j), Kind.ADDED, Optional.empty(), Optional.of(other.node(j++)));
        } else {
          compare(one.path(i), one.node(i++), other.node(j++));
        }
      }
      return found;
    }

    private static int order(Manifest one, int i, Manifest other, int j) {
      if (i == one.size()) {
        return 1;
      }
      return j == other.size() ? -1 : PathOrder.PATHS.compare(one.path(i), other.path(j));
    }

    private void add(String path, Kind kind, Optional<FileNode> was, Optional<FileNode> is) {
      found.add(new Entry(path, kind, was, is, Set.of()));
    }

    private void compare(String path, FileNode was, FileNode is) {
      EnumSet<Aspect> aspects = EnumSet.noneOf(Aspect.class);
      if (was.type() != is.type()) {
        aspects.add(Aspect.TYPE);
      } else {
        compareAttributes(was, is, aspects);
        note(aspects, Aspect.LINKS, sameLinks(path));
        note(aspects, Aspect.CONTENT, !was.isRegular() || sameContent(path, was, is));
      }
      if (!aspects.isEmpty()) {
        found.add(new Entry(path, Kind.CHANGED, Optional.of(was), Optional.of(is), aspects));
      }
    }

    private static void compareAttributes(FileNode was, FileNode is, Set<Aspect> aspects) {
      note(aspects, Aspect.MODE, was.isLink() || was.permissions() == is.permissions());
      note(aspects, Aspect.OWNER, was.uid() == is.uid() && was.gid() == is.gid());
      note(aspects, Aspect.TARGET, was.target().equals(is.target()));
      note(aspects, Aspect.DEVICE, was.device() == is.device());
      note(aspects, Aspect.TIME, was.modified().equals(is.modified()));
      if (!was.attributes().equals(is.attributes())) {
        boolean label = Objects.equals(was.attributes().get(LABEL), is.attributes().get(LABEL));
        note(aspects, Aspect.LABEL, label);
        note(aspects, Aspect.ATTRIBUTES, withoutLabel(was).equals(withoutLabel(is)));
      }
    }

    private static Map<String, Bytes> withoutLabel(FileNode node) {
      Map<String, Bytes> rest = new TreeMap<>(node.attributes());
      rest.remove(LABEL);
      return rest;
    }

    private static void note(Set<Aspect> aspects, Aspect aspect, boolean same) {
      if (!same) {
        aspects.add(aspect);
      }
    }

    private boolean sameLinks(String path) {
      return firstBefore.getOrDefault(path, path).equals(firstAfter.getOrDefault(path, path));
    }

    /** Names of one file that are names of one file in the other tree too are compared once. */
    private boolean sameContent(String path, FileNode was, FileNode is) {
      if (was.size() != is.size()) {
        return false;
      }
      if (was.size() == 0 || unchanged.certainly(path, was, is)) {
        return true;
      }
      boolean once = firstBefore.containsKey(path) && sameLinks(path);
      if (!once) {
        return FileContents.same(path, before.tree(), after.tree());
      }
      return compared.computeIfAbsent(
          was.inode(), inode -> FileContents.same(path, before.tree(), after.tree()));
    }
  }
}
