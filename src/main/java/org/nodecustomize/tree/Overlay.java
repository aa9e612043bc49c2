package org.nodecustomize.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which names of a tree are other ones than in the tree below, and which are gone. */
final class Overlay {

  /**
   * A name as it is to be.
   *
   * @param content of a regular file that is made; empty where it stays that of the tree below
   * @param made whether the directory gets a new entry, as opposed to an entry that is changed
   */
  record Entry(FileNode node, Optional<Content> content, boolean made) {}

  private final NavigableMap<String, Entry> entries = new TreeMap<>(PathOrder.PATHS);
  private final NavigableSet<String> hidden = new TreeSet<>(PathOrder.PATHS);

  /** The names that are other ones, by their directory. */
  private final Map<String, NavigableSet<String>> names = new HashMap<>();

  /** How many entries of a directory are made or taken away. */
  private final Map<String, Integer> touched = new HashMap<>();

  /** Where something became another since somebody asked. */
  private Set<String> changed = new HashSet<>();

  Optional<Entry> entry(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  void put(String path, Entry entry) {
    drop(path);
    entries.put(path, entry);
    changed.add(path);
    if (!path.equals("/")) {
      names
          .computeIfAbsent(TreePaths.parent(path), directory -> new TreeSet<>(PathOrder.PATHS))
          .add(TreePaths.name(path));
      if (entry.made()) {
        touch(TreePaths.parent(path), 1);
      }
    }
  }

  void drop(String path) {
    Entry old = entries.remove(path);
    if (old != null) {
      changed.add(path);
    }
    if (old == null || path.equals("/")) {
      return;
    }
    NavigableSet<String> siblings = names.getOrDefault(TreePaths.parent(path), new TreeSet<>());
    siblings.remove(TreePaths.name(path));
    if (siblings.isEmpty()) {
      names.remove(TreePaths.parent(path));
    }
    if (old.made()) {
      touch(TreePaths.parent(path), -1);
    }
  }

  private void touch(String directory, int more) {
    touched.merge(directory, more, (a, b) -> a + b == 0 ? null : a + b);
    changed.add(directory);
  }

  /** Takes away what was made of {@code path} and below. */
  void dropAll(String path) {
    for (String gone : new ArrayList<>(below(entries.navigableKeySet(), path))) {
      drop(gone);
    }
    for (String gone : new ArrayList<>(below(hidden, path))) {
      reveal(gone);
    }
  }

  private static List<String> below(NavigableSet<String> paths, String top) {
    List<String> found = new ArrayList<>();
    for (String path : paths.tailSet(top, true)) {
      if (!TreePaths.isAtOrBelow(path, top)) {
        break;
      }
      found.add(path);
    }
    return found;
  }

  /** Has the tree below nothing at {@code path} and below it. */
  void hide(String path) {
    if (hidden.add(path)) {
      changed.add(path);
      touch(TreePaths.parent(path), 1);
    }
  }

  void reveal(String path) {
    if (hidden.remove(path)) {
      changed.add(path);
      touch(TreePaths.parent(path), -1);
    }
  }

  /** Whether exactly this is hidden. */
  boolean hides(String path) {
    return hidden.contains(path);
  }

  /** Whether the tree below is not to be seen at {@code path}, {@code path} itself left out. */
  boolean isBelowHidden(String path) {
    for (String above = path; !above.equals("/"); ) {
      above = TreePaths.parent(above);
      if (hidden.contains(above)) {
        return true;
      }
    }
    return false;
  }

  /** The names of a directory that are other ones, sorted. */
  SortedSet<String> names(String directory) {
    return Collections.unmodifiableSortedSet(names.getOrDefault(directory, new TreeSet<>()));
  }

  /** Whether a directory gets or loses an entry. */
  boolean touches(String directory) {
    return touched.containsKey(directory);
  }

  /** Whether at a path and below it nothing is another than in the tree below. */
  boolean leaves(String path) {
    String next = entries.ceilingKey(path);
    String gone = hidden.ceiling(path);
    return (next == null || !TreePaths.isAtOrBelow(next, path))
        && (gone == null || !TreePaths.isAtOrBelow(gone, path));
  }

  SortedMap<String, Entry> entries() {
    return Collections.unmodifiableSortedMap(entries);
  }

  SortedSet<String> hidden() {
    return Collections.unmodifiableSortedSet(hidden);
  }

  /** Notes that something else about a path has become another. */
  void note(String path) {
    changed.add(path);
  }

  /** Every path where something may have become another since this was asked last. */
  Set<String> takeChanged() {
    Set<String> taken = changed;
    changed = new HashSet<>();
    return taken;
  }

  /** Directories that get or lose an entry. */
  SortedSet<String> touched() {
    SortedSet<String> directories = new TreeSet<>(PathOrder.PATHS);
    directories.addAll(touched.keySet());
    return directories;
  }
}
