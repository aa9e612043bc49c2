package org.nodecustomize.tree;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an overlay comes to as edits of the tree below it. */
final class CollectedEdits {
  private final Overlay overlay;
  private final EditedView view;
  private final Instant time;
  private final List<TreeEdits.Replacement> placements;
  private final Map<String, TreeEdits.Put> puts = new TreeMap<>(PathOrder.PATHS);

  /**
   * @param linked changes of files with several names
   * @param time that everything gets that is changed
   */
  CollectedEdits(
      Overlay overlay, Collection<TreeEdits.Replacement> linked, EditedView view, Instant time) {
    this.overlay = overlay;
    this.view = view;
    this.time = time;
    this.placements = new ArrayList<>(linked);
  }

  TreeEdits edits() {
    overlay.entries().forEach(this::add);
    overlay
        .touched()
        .forEach(
            path ->
                view.lookup(path).ifPresent(node -> puts.putIfAbsent(path, directory(path, node))));
    placements.sort((a, b) -> PathOrder.PATHS.compare(a.path(), b.path()));
    return new TreeEdits(placements, List.copyOf(overlay.hidden()), List.copyOf(puts.values()));
  }

  private void add(String path, Overlay.Entry entry) {
    Placement placement = Placement.of(entry.node());
    switch (entry.node().type()) {
      case DIRECTORY -> puts.put(path, directory(path, entry.node()));
      case LINK ->
          puts.put(
              path,
              new TreeEdits.PutLink(path, entry.node().target().orElseThrow(), placement, time));
      default -> {
        Optional<Content> content = entry.content();
        if (content.isPresent()) {
          puts.put(path, new TreeEdits.PutFile(path, content.get(), placement, time));
        } else {
          placements.add(TreeEdits.Replacement.of(path, view.original(path), placement, time));
        }
      }
    }
  }

  private TreeEdits.PutDirectory directory(String path, FileNode node) {
    SortedSet<String> lost = new TreeSet<>();
    view.underneath(path)
        .filter(FileNode::isDirectory)
        .ifPresent(before -> lost.addAll(before.attributes().keySet()));
    lost.removeAll(node.attributes().keySet());
    return new TreeEdits.PutDirectory(path, Placement.of(node), time, lost);
  }
}
