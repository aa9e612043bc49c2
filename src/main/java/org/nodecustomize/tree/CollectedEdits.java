package org.nodecustomize.tree;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What an overlay comes to as edits of the tree below it. */
final class CollectedEdits {
  private final Overlay overlay;
  private final Collection<TreeEdits.Replacement> linked;
  private final EditedView view;
  private final Instant time;

  /**
   * @param linked changes of files with several names; seen as it is at each question
   * @param time that everything gets that is changed
   */
  CollectedEdits(
      Overlay overlay, Collection<TreeEdits.Replacement> linked, EditedView view, Instant time) {
    this.overlay = overlay;
    this.linked = linked;
    this.view = view;
    this.time = time;
  }

  TreeEdits edits() {
    List<TreeEdits.Replacement> placements = new ArrayList<>(linked);
    List<TreeEdits.Put> puts = new ArrayList<>();
    SortedSet<String> paths = overlay.touched();
    paths.addAll(overlay.entries().keySet());
    for (String path : paths) {
      put(path).ifPresent(puts::add);
      placement(path).ifPresent(placements::add);
    }
    placements.sort((a, b) -> PathOrder.PATHS.compare(a.path(), b.path()));
    return new TreeEdits(placements, List.copyOf(overlay.hidden()), puts);
  }

  /** What is to be done at each path where that may have become another since this was asked last. */
  List<TreeEdits.At> takeNews() {
    return overlay.takeChanged().stream().sorted(PathOrder.PATHS).map(this::at).toList();
  }

  private TreeEdits.At at(String path) {
    Optional<TreeEdits.Replacement> shared =
        linked.stream().filter(one -> one.path().equals(path)).findFirst();
    return new TreeEdits.At(
        path, shared.isPresent() ? shared : placement(path), overlay.hides(path), put(path));
  }

  private Optional<TreeEdits.Put> put(String path) {
    Optional<Overlay.Entry> entry = overlay.entry(path);
    if (entry.isEmpty()) {
      return overlay.touches(path)
          ? view.lookup(path).map(node -> directory(path, node))
          : Optional.empty();
    }
    FileNode node = entry.get().node();
    Placement placement = Placement.of(node);
    return switch (node.type()) {
      case DIRECTORY -> Optional.of(directory(path, node));
      case LINK ->
          Optional.of(new TreeEdits.PutLink(path, node.target().orElseThrow(), placement, time));
      default ->
          entry
              .get()
              .content()
              .map(content -> new TreeEdits.PutFile(path, content, placement, time));
    };
  }

  /** Another placement for what keeps its content. */
  private Optional<TreeEdits.Replacement> placement(String path) {
    return overlay
        .entry(path)
        .filter(entry -> !entry.node().isDirectory() && !entry.node().isLink())
        .filter(entry -> entry.content().isEmpty())
        .map(
            entry ->
                TreeEdits.Replacement.of(
                    path, view.original(path), Placement.of(entry.node()), time));
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
