package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * base does not tell that another name of it was replaced or removed. Not thread-safe.
 */
public final class EditedTree implements EditableTree {
  /** Inode numbers of file systems have 32 bits, those of xfs at most 56. */
  private static final long FIRST_NEW_INODE = 1L << 60;

  private final FileTree base;
  private final Instant time;
  private final Overlay overlay = new Overlay();
  private final Map<Long, TreeEdits.Replacement> linked = new HashMap<>();
  private final EditedView view;
  private final CollectedEdits collected;
  private long lastInode = FIRST_NEW_INODE;

  /**
   * @param base must not change while it is edited
   * @param time the time that everything gets that is changed
   */
  public EditedTree(FileTree base, Instant time) {
    this.base = base;
    this.time = time;
    this.view = new EditedView(base, overlay, linked, time);
    this.collected = new CollectedEdits(overlay, linked.values(), view, time);
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
    return collected.edits();
  }

  /** What is to be done at each path where that may have become another since this was asked last. */
  List<TreeEdits.At> takeNews() {
    return collected.takeNews();
  }

  @Override
  public void putFile(String path, Content content, Placement placement) {
    String place = place(path);
    Optional<FileNode> now = view.lookup(place);
    refuseType(path, now, NodeType.DIRECTORY, "file");
    if (now.isPresent()
        && now.get().isRegular()
        && Placements.same(now.get(), placement)
        && Contents.same(path, view.contentAt(place, now.get()), content)) {
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
    Optional<FileNode> now = view.lookup(place);
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
    Optional<FileNode> before = made ? Optional.empty() : view.underneath(place);
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
    Optional<FileNode> now = view.lookup(place);
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
    Optional<String> place = view.find(path, false).map(EditedView.Place::path);
    if (place.isEmpty()) {
      return;
    }
    boolean hidden = overlay.hides(place.get());
    overlay.dropAll(place.get());
    if (hidden || view.underneath(place.get()).isPresent()) {
      overlay.hide(place.get());
    }
  }

  @Override
  public void setPlacement(String path, Placement placement) {
    TreePaths.check(path);
    EditedView.Place place =
        view.find(path, false)
            .orElseThrow(
                () -> new OperationException(Problem.at(path, "no such file or directory")));
    FileNode now = place.node();
    if (now.isDirectory()) {
      placeDirectory(place.path(), now, placement);
    } else if (now.isLink()) {
      putLink(place.path(), now.target().orElseThrow(), Placements.kept(now, placement));
    } else if (!Placements.same(now, placement)) {
      boolean made = overlay.entry(place.path()).map(Overlay.Entry::made).orElse(false);
      if (made) {
        putFile(place.path(), view.contentAt(place.path(), now), Placements.kept(now, placement));
      } else {
        keepContent(place.path(), view.original(place.path()), placement);
      }
    }
  }

  /** Gives what is there the time of the run, where it has another; all else stays. */
  public void touch(String path) {
    TreePaths.check(path);
    EditedView.Place place =
        view.find(path, false)
            .orElseThrow(
                () -> new OperationException(Problem.at(path, "no such file or directory")));
    FileNode now = place.node();
    if (now.modified().equals(time)) {
      return;
    }
    FileNode after = Placements.placed(now, Placement.of(now), time);
    if (now.links() > 1 && !now.isDirectory() && !now.isLink()) {
      share(now.inode(), TreeEdits.Replacement.of(place.path(), now, Placement.of(after), time));
    } else {
      overlay.put(place.path(), new Overlay.Entry(after, Optional.empty(), now.isLink()));
    }
  }

  /**
   * Gives a regular file of the base that has several names an inode of its own under this name, with
   * the same content.
   *
   * @throws OperationException where no such file is there
   */
  public void separate(String path) {
    TreePaths.check(path);
    EditedView.Place place =
        view.find(path, false)
            .filter(found -> found.node().isRegular())
            .orElseThrow(() -> new OperationException(Problem.at(path, "no such file")));
    FileNode now = place.node();
    Content content = view.contentAt(place.path(), now);
    overlay.put(
        place.path(),
        new Overlay.Entry(
            made(NodeType.REGULAR, Placement.of(now), content.size(), Optional.empty()),
            Optional.of(content),
            true));
  }

  /** Gives something of the base another placement; what it was given before does not matter. */
  private void keepContent(String place, FileNode before, Placement placement) {
    overlay.drop(place);
    Optional.ofNullable(linked.remove(before.inode())).ifPresent(old -> overlay.note(old.path()));
    if (Placements.same(before, placement)) {
      return;
    }
    FileNode after = Placements.placed(before, placement, time);
    TreeEdits.Replacement replacement =
        TreeEdits.Replacement.of(place, before, Placement.of(after), time);
    if (!replacement.isInPlace()) {
      writeAnew(place, before, Placement.of(after));
    } else if (before.links() > 1) {
      share(before.inode(), replacement);
    } else {
      overlay.put(place, new Overlay.Entry(after, Optional.empty(), false));
    }
  }

  /** Places all names of an inode. */
  private void share(long inode, TreeEdits.Replacement replacement) {
    Optional.ofNullable(linked.put(inode, replacement)).ifPresent(old -> overlay.note(old.path()));
    overlay.note(replacement.path());
  }

  private void writeAnew(String place, FileNode before, Placement placement) {
    if (!before.isRegular() || before.links() > 1) {
      throw new OperationException(
          Problem.at(
                  place,
                  "its capabilities and access control lists cannot be changed: expected a file"
                      + " with one name but was "
                      + Placements.name(before)
                      + " with "
                      + before.links())
              .withHint("replace the file by a copy of itself first"));
    }
    overlay.put(
        place,
        new Overlay.Entry(
            made(NodeType.REGULAR, placement, before.size(), Optional.empty()),
            Optional.of(Contents.of(base, place, before.size())),
            true));
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
      Optional<EditedView.Place> found = view.find(next, true);
      if (found.isPresent() && !found.get().node().isDirectory()) {
        throw new OperationException(
            Problem.at(
                path,
                "expected a directory at \""
                    + next
                    + "\" but was "
                    + Placements.name(found.get().node())));
      }
      if (found.isEmpty() && view.lookup(next).isPresent()) {
        throw new OperationException(
            Problem.at(path, "the link \"" + next + "\" on the way leads nowhere")
                .withHint("make the directory that it leads to first"));
      }
      if (found.isEmpty()) {
        putDirectory(next, Placement.ofRoot(0755));
      }
      place = found.map(EditedView.Place::path).orElse(next);
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
    Optional<FileNode> before = view.remembered(place);
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
            : view.remembered(place).filter(FileNode::isDirectory);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    overlay.reveal(place);
    for (String name : base.list(place)) {
      overlay.hide(TreePaths.child(place, name));
    }
    return view.lookup(place);
  }

  @Override
  public Optional<FileNode> node(String path) {
    return view.node(path);
  }

  @Override
  public Optional<String> resolve(String path) {
    return view.resolve(path);
  }

  @Override
  public boolean exists(String path) {
    return view.exists(path);
  }

  @Override
  public Optional<NodeType> type(String path) {
    return view.type(path);
  }

  @Override
  public Optional<String> link(String path) {
    return view.link(path);
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    return view.open(path);
  }

  /**
   * The content of the regular file at {@code path}, links followed, as it is now: later edits do
   * not change it. So it can be put at another place.
   *
   * @return empty where there is no regular file
   */
  public Optional<Content> content(String path) {
    return view.content(path);
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    return view.read(path, limit);
  }

  @Override
  public List<String> list(String path) {
    return view.list(path);
  }

  @Override
  public void walk(String top, Visitor visitor) {
    view.walk(top, visitor);
  }
}
