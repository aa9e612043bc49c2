package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** How a tree looks with what lies over it. */
final class EditedView implements FileTree {
  /** Most operations ask for the same few hundred directories again and again. */
  private static final int REMEMBERED = 4096;

  private final FileTree base;
  private final Overlay overlay;
  private final Map<Long, TreeEdits.Replacement> linked;
  private final Instant time;
  private final Map<String, Optional<FileNode>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<FileNode>> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final PathResolver<Place> resolver = new PathResolver<>(new Steps());

  /** Something at a path without links in it. */
  record Place(String path, FileNode node) {}

  private final class Steps implements PathResolver.Tree<Place> {
    @Override
    public Place root() {
      return new Place("/", lookup("/").orElseThrow());
    }

    @Override
    public NodeType type(Place place) {
      return place.node().type();
    }

    @Override
    public Optional<Place> child(Place directory, String name) {
      String path = TreePaths.child(directory.path(), name);
      return lookup(path).map(node -> new Place(path, node));
    }

    @Override
    public String target(Place link) {
      return link.node().target().orElse("");
    }
  }

  /**
   * @param linked placements of hard links, by the inode that they share
   */
  EditedView(
      FileTree base, Overlay overlay, Map<Long, TreeEdits.Replacement> linked, Instant time) {
    this.base = base;
    this.overlay = overlay;
    this.linked = linked;
    this.time = time;
  }

  /** Goes where a path leads. */
  Optional<Place> find(String path, boolean followLast) {
    return resolver.find(path, followLast).map(PathResolver.Place::node);
  }

  /** What the base has there. */
  FileNode original(String place) {
    return remembered(place).orElseThrow(() -> new IllegalStateException("nothing at " + place));
  }

  /** What the base has at a path without links. */
  Optional<FileNode> remembered(String place) {
    return remembered.computeIfAbsent(place, base::node);
  }

  /** What the base has at a path without links, as far as it was not taken away. */
  Optional<FileNode> underneath(String place) {
    return overlay.hides(place) || overlay.isBelowHidden(place)
        ? Optional.empty()
        : remembered(place);
  }

  /** What is at a path without links. */
  Optional<FileNode> lookup(String place) {
    Optional<FileNode> entry = overlay.entry(place).map(Overlay.Entry::node);
    return entry.isPresent() ? entry : underneath(place).map(node -> changed(place, node));
  }

  private FileNode changed(String place, FileNode node) {
    if (node.isDirectory()) {
      return overlay.touches(place) ? Placements.placed(node, Placement.of(node), time) : node;
    }
    TreeEdits.Replacement replaced = node.links() > 1 ? linked.get(node.inode()) : null;
    return replaced == null ? node : Placements.placed(node, replaced.after(), time);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return resolver.find(path, false).map(found -> found.node().node());
  }

  @Override
  public Optional<String> resolve(String path) {
    return resolver.find(path, true).map(PathResolver.Place::path);
  }

  @Override
  public boolean exists(String path) {
    return resolver.find(path, true).isPresent();
  }

  @Override
  public Optional<NodeType> type(String path) {
    return node(path).map(FileNode::type);
  }

  @Override
  public Optional<String> link(String path) {
    return node(path).flatMap(FileNode::target);
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    Optional<Content> content = content(path);
    return content.isPresent() ? Optional.of(content.get().open()) : Optional.empty();
  }

  /**
   * The content of the regular file at {@code path}, links followed, as it is now: later edits do
   * not change it. So it can be put at another place.
   *
   * @return empty where there is no regular file
   */
  Optional<Content> content(String path) {
    return resolver
        .find(path, true)
        .map(PathResolver.Place::node)
        .filter(place -> place.node().isRegular())
        .map(place -> contentAt(place.path(), place.node()));
  }

  Content contentAt(String place, FileNode node) {
    return overlay
        .entry(place)
        .flatMap(Overlay.Entry::content)
        .orElseGet(() -> Contents.of(base, place, node.size()));
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    return content(path).map(content -> Contents.read(path, content, limit));
  }

  @Override
  public List<String> list(String path) {
    return resolver
        .find(path, true)
        .map(PathResolver.Place::node)
        .filter(place -> place.node().isDirectory())
        .map(place -> names(place.path()))
        .orElse(List.of());
  }

  private List<String> names(String place) {
    SortedSet<String> names = new TreeSet<>(PathOrder.PATHS);
    if (underneath(place).filter(FileNode::isDirectory).isPresent()) {
      for (String name : base.list(place)) {
        if (!overlay.hides(TreePaths.child(place, name))) {
          names.add(name);
        }
      }
    }
    names.addAll(overlay.names(place));
    return List.copyOf(names);
  }

  @Override
  public void walk(String top, Visitor visitor) {
    resolver.find(top, false).ifPresent(found -> walk(found.node(), visitor));
  }

  private void walk(Place place, Visitor visitor) {
    if (linked.isEmpty() && overlay.leaves(place.path())) {
      base.walk(place.path(), visitor);
    } else if (visitor.visit(place.path(), place.node()) && place.node().isDirectory()) {
      for (String name : names(place.path())) {
        String path = TreePaths.child(place.path(), name);
        lookup(path).ifPresent(node -> walk(new Place(path, node), visitor));
      }
    }
  }
}
