package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/**
 * A tree with edits over one that does not change: what was edited can be read back at once, and
 * {@link #edits} tells in the end what is to be done. An edit that would make no difference is none,
 * so an image that was edited before has no edits the second time.
 *
 * <p>An SELinux label that a placement does not name is a matter of whoever labels the image: it
 * makes no difference by itself, something that keeps its inode keeps it, and what is made has none.
 *
 * <p>Contents are kept as what opens them, never in memory. {@link FileNode#links} of a file of the
 * base does not tell that another name of it was replaced or removed.
 */
public final class EditedTree implements EditableTree {
  /** Most operations ask for the same few hundred directories again and again. */
  private static final int REMEMBERED = 4096;

  /** Inode numbers of file systems have 32 bits, those of xfs at most 56. */
  private static final long FIRST_NEW_INODE = 1L << 60;

  private final FileTree base;
  private final Instant time;
  private final Overlay overlay = new Overlay();
  private final Map<Long, TreeEdits.Replacement> linked = new HashMap<>();
  private final Map<String, Optional<FileNode>> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<FileNode>> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final PathResolver<Place> resolver = new PathResolver<>(new Steps());
  private long lastInode = FIRST_NEW_INODE;

  /** Something at a path without links in it. */
  private record Place(String path, FileNode node) {}

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
   * @param base must not change while it is edited
   * @param time the time that everything gets that is changed
   */
  public EditedTree(FileTree base, Instant time) {
    this.base = base;
    this.time = time;
  }

  /** The time that everything gets that is changed. */
  public Instant time() {
    return time;
  }

  /**
   * What is to be done to the base. Contents in it may read from the base, so it must stay as it is
   * until they were read.
   */
  public TreeEdits edits() {
    List<TreeEdits.Replacement> placements = new ArrayList<>(linked.values());
    Map<String, TreeEdits.Put> puts = new TreeMap<>(PathOrder.PATHS);
    overlay
        .entries()
        .forEach(
            (path, entry) -> {
              switch (entry.node().type()) {
                case DIRECTORY -> puts.put(path, directory(path, entry.node()));
                case LINK ->
                    puts.put(
                        path,
                        new TreeEdits.PutLink(
                            path,
                            entry.node().target().orElseThrow(),
                            Placement.of(entry.node()),
                            time));
                default -> {
                  if (entry.content().isPresent()) {
                    puts.put(
                        path,
                        new TreeEdits.PutFile(
                            path, entry.content().get(), Placement.of(entry.node()), time));
                  } else {
                    placements.add(replacement(path, original(path), Placement.of(entry.node())));
                  }
                }
              }
            });
    overlay
        .touched()
        .forEach(
            path -> lookup(path).ifPresent(node -> puts.putIfAbsent(path, directory(path, node))));
    placements.sort((a, b) -> PathOrder.PATHS.compare(a.path(), b.path()));
    return new TreeEdits(placements, List.copyOf(overlay.hidden()), List.copyOf(puts.values()));
  }

  private TreeEdits.PutDirectory directory(String path, FileNode node) {
    SortedSet<String> lost = new TreeSet<>();
    underneath(path)
        .filter(FileNode::isDirectory)
        .ifPresent(before -> lost.addAll(before.attributes().keySet()));
    lost.removeAll(node.attributes().keySet());
    return new TreeEdits.PutDirectory(path, Placement.of(node), time, lost);
  }

  private TreeEdits.Replacement replacement(String path, FileNode before, Placement after) {
    return new TreeEdits.Replacement(
        path,
        before.type(),
        before.isRegular() ? Optional.of(Contents.of(base, path, before.size())) : Optional.empty(),
        Placement.of(before),
        after,
        time);
  }

  @Override
  public void putFile(String path, Content content, Placement placement) {
    String place = place(path);
    Optional<FileNode> now = lookup(place);
    refuseType(path, now, NodeType.DIRECTORY, "file");
    if (now.isPresent()
        && now.get().isRegular()
        && Placements.same(now.get(), placement)
        && Contents.same(path, contentAt(place, now.get()), content)) {
      return;
    }
    Optional<FileNode> before = uncover(place);
    if (before.isPresent()
        && before.get().isRegular()
        && Contents.same(path, Contents.of(base, place, before.get().size()), content)) {
      if (Placements.same(before.get(), placement)) {
        overlay.drop(place);
        return;
      }
      if (before.get().links() == 1) {
        overlay.drop(place);
        keepContent(place, before.get(), placement);
        return;
      }
    }
    overlay.put(
        place,
        new Overlay.Entry(
            made(NodeType.REGULAR, placement, content.size(), Optional.empty()),
            Optional.of(content),
            true));
  }

  @Override
  public void putDirectory(String path, Placement placement) {
    String place = place(path);
    Optional<FileNode> now = lookup(place);
    if (now.isPresent() && !now.get().isDirectory()) {
      throw new OperationException(
          Problem.at(path, "expected a directory or nothing but was " + Placements.name(now.get()))
              .withHint(
                  now.get().isLink()
                      ? "name the directory that the link leads to, or remove the link first"
                      : "remove it first"));
    }
    if (now.isEmpty()) {
      now = uncoverDirectory(place);
    }
    if (now.isPresent()) {
      placeDirectory(place, now.get(), placement);
    } else {
      makeDirectory(place, placement);
    }
  }

  private void makeDirectory(String place, Placement placement) {
    overlay.put(
        place,
        new Overlay.Entry(
            made(NodeType.DIRECTORY, placement, 0, Optional.empty()), Optional.empty(), true));
  }

  private void placeDirectory(String place, FileNode now, Placement placement) {
    if (Placements.same(now, placement)) {
      return;
    }
    boolean made = overlay.entry(place).map(Overlay.Entry::made).orElse(false);
    Optional<FileNode> before = made ? Optional.empty() : underneath(place);
    if (before.isPresent() && Placements.same(before.get(), placement)) {
      overlay.drop(place);
    } else {
      overlay.put(
          place,
          new Overlay.Entry(Placements.placed(now, placement, time), Optional.empty(), made));
    }
  }

  @Override
  public void putLink(String path, String target, Placement placement) {
    TreePaths.checkTarget(path, target);
    String place = place(path);
    Optional<FileNode> now = lookup(place);
    refuseType(path, now, NodeType.DIRECTORY, "link");
    if (now.isPresent() && isLink(now.get(), target, placement)) {
      return;
    }
    Optional<FileNode> before = uncover(place);
    if (before.isPresent() && isLink(before.get(), target, placement)) {
      overlay.drop(place);
      return;
    }
    overlay.put(
        place,
        new Overlay.Entry(
            made(
                NodeType.LINK,
                new Placement(0777, placement.uid(), placement.gid(), placement.attributes()),
                TreeNames.encode(target).length,
                Optional.of(target)),
            Optional.empty(),
            true));
  }

  private static boolean isLink(FileNode node, String target, Placement placement) {
    return node.isLink()
        && node.target().equals(Optional.of(target))
        && Placements.same(node, placement);
  }

  @Override
  public void remove(String path) {
    TreePaths.check(path);
    if (path.equals("/")) {
      throw new OperationException(Problem.at(path, "the root of the tree cannot be removed"));
    }
    Optional<String> place = resolver.find(path, false).map(found -> found.node().path());
    if (place.isEmpty()) {
      return;
    }
    boolean hidden = overlay.hides(place.get());
    overlay.dropAll(place.get());
    if (hidden || underneath(place.get()).isPresent()) {
      overlay.hide(place.get());
    }
  }

  @Override
  public void setPlacement(String path, Placement placement) {
    TreePaths.check(path);
    Place place =
        resolver
            .find(path, false)
            .map(PathResolver.Place::node)
            .orElseThrow(
                () -> new OperationException(Problem.at(path, "no such file or directory")));
    FileNode now = place.node();
    if (now.isDirectory()) {
      placeDirectory(place.path(), now, placement);
    } else if (now.isLink()) {
      putLink(place.path(), now.target().orElseThrow(), Placements.kept(now, placement));
    } else if (!Placements.same(now, placement)) {
      Optional<Overlay.Entry> entry = overlay.entry(place.path()).filter(Overlay.Entry::made);
      if (entry.isPresent()) {
        overlay.put(
            place.path(),
            new Overlay.Entry(
                Placements.placed(now, placement, time), entry.get().content(), true));
      } else {
        keepContent(place.path(), original(place.path()), placement);
      }
    }
  }

  /** Gives something of the base another placement; what it was given before does not matter. */
  private void keepContent(String place, FileNode before, Placement placement) {
    overlay.drop(place);
    linked.remove(before.inode());
    if (Placements.same(before, placement)) {
      return;
    }
    FileNode after = Placements.placed(before, placement, time);
    if (before.links() > 1) {
      linked.put(before.inode(), replacement(place, before, Placement.of(after)));
    } else {
      overlay.put(place, new Overlay.Entry(after, Optional.empty(), false));
    }
  }

  private FileNode made(NodeType type, Placement placement, long size, Optional<String> target) {
    return new FileNode(
        type,
        placement.permissions(),
        placement.uid(),
        placement.gid(),
        size,
        time,
        ++lastInode,
        type == NodeType.DIRECTORY ? 2 : 1,
        0,
        target,
        placement.attributes());
  }

  private static void refuseType(
      String path, Optional<FileNode> now, NodeType refused, String wanted) {
    if (now.isPresent() && now.get().type() == refused) {
      throw new OperationException(
          Problem.at(path, "expected a " + wanted + " or nothing but was a directory")
              .withHint("remove it first, or choose a name in it"));
    }
  }

  /** The path without links in it of what is to be put; makes directories on the way. */
  private String place(String path) {
    TreePaths.check(path);
    if (path.equals("/")) {
      return path;
    }
    String place = "/";
    for (String name : TreePaths.parent(path).substring(1).split("/", -1)) {
      if (name.isEmpty()) {
        continue; // the root's own children
      }
      String next = TreePaths.child(place, name);
      Optional<Place> found = resolver.find(next, true).map(PathResolver.Place::node);
      if (found.isPresent() && !found.get().node().isDirectory()) {
        throw new OperationException(
            Problem.at(
                path,
                "expected a directory at \""
                    + next
                    + "\" but was "
                    + Placements.name(found.get().node())));
      }
      if (found.isEmpty() && lookup(next).isPresent()) {
        throw new OperationException(
            Problem.at(path, "the link \"" + next + "\" on the way leads nowhere")
                .withHint("make the directory that it leads to first"));
      }
      if (found.isEmpty()) {
        putDirectory(next, Placement.ofRoot(0755));
      }
      place = found.map(Place::path).orElse(next);
    }
    String canonical = TreePaths.child(place, TreePaths.name(path));
    TreePaths.check(canonical);
    return canonical;
  }

  /** What the base has where something else than a directory is put, which replaces it. */
  private Optional<FileNode> uncover(String place) {
    if (overlay.isBelowHidden(place)) {
      return Optional.empty();
    }
    Optional<FileNode> before = remembered(place);
    if (before.isPresent() && before.get().isDirectory()) {
      return Optional.empty();
    }
    overlay.reveal(place);
    return before;
  }

  /** The directory that the base has where one is put again; what is in it stays away. */
  private Optional<FileNode> uncoverDirectory(String place) {
    Optional<FileNode> before =
        overlay.isBelowHidden(place)
            ? Optional.empty()
            : remembered(place).filter(FileNode::isDirectory);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    overlay.reveal(place);
    for (String name : base.list(place)) {
      overlay.hide(TreePaths.child(place, name));
    }
    return lookup(place);
  }

  private FileNode original(String place) {
    return remembered(place).orElseThrow(() -> new IllegalStateException("nothing at " + place));
  }

  private Optional<FileNode> remembered(String place) {
    return remembered.computeIfAbsent(place, base::node);
  }

  /** What the base has at a path without links, as far as it was not taken away. */
  private Optional<FileNode> underneath(String place) {
    return overlay.hides(place) || overlay.isBelowHidden(place)
        ? Optional.empty()
        : remembered(place);
  }

  /** What is at a path without links. */
  private Optional<FileNode> lookup(String place) {
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
  public Optional<Content> content(String path) {
    return resolver
        .find(path, true)
        .map(PathResolver.Place::node)
        .filter(place -> place.node().isRegular())
        .map(place -> contentAt(place.path(), place.node()));
  }

  private Content contentAt(String place, FileNode node) {
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
