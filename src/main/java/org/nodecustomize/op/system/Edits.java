package org.nodecustomize.op.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/**
 * Edits of small text files and links, only where something would change. Text is turned into
 * bytes and back as {@link TreeNames} does it, so that bytes which are not UTF-8 stay as they are.
 *
 * <p>Paths below /etc mean /usr/etc in an image of the {@code ostree} profile, which has no other.
 */
final class Edits {
  /** Bytes of the largest text file that is read. */
  static final int LIMIT = 1 << 20;

  private final EditableTree tree;
  private final boolean etcInUsr;

  Edits(EditableTree tree) {
    this.tree = tree;
    this.etcInUsr = LayoutProfile.detect(tree) == LayoutProfile.OSTREE;
  }

  /** The tree, for what has no shorter way here. */
  FileTree tree() {
    return tree;
  }

  /** Where the tree has what a running host calls {@code path}. */
  String place(String path) {
    return etcInUsr && (path.equals("/etc") || path.startsWith("/etc/")) ? "/usr" + path : path;
  }

  boolean exists(String path) {
    return tree.exists(place(path));
  }

  /** Whether there is anything at the path itself, a dangling link too. */
  boolean occupied(String path) {
    return tree.type(place(path)).isPresent();
  }

  boolean isDirectory(String path) {
    return tree.resolve(place(path)).flatMap(tree::node).filter(FileNode::isDirectory).isPresent();
  }

  Optional<String> link(String path) {
    return tree.link(place(path));
  }

  List<String> list(String path) {
    return tree.list(place(path));
  }

  /** The text of a file; empty where there is none. */
  Optional<String> text(String path) {
    return tree.read(place(path), LIMIT).map(TreeNames::decode);
  }

  /** The lines of a file; none where there is no file. */
  List<String> lines(String path) {
    return new ArrayList<>(text(path).map(text -> text.lines().toList()).orElse(List.of()));
  }

  /** A file with exactly this text, owned by root. */
  void file(String path, String text, int permissions) {
    file(path, TreeNames.encode(text), permissions);
  }

  /** A file with exactly these bytes, owned by root. */
  void file(String path, byte[] content, int permissions) {
    Optional<FileNode> node = tree.node(place(path)).filter(FileNode::isRegular);
    boolean same = node.isPresent() && sameContent(path, node.get(), content);
    boolean placed =
        node.filter(n -> n.permissions() == permissions && n.uid() == 0 && n.gid() == 0)
            .isPresent();
    if (same && placed) {
      return;
    }
    Placement placement =
        new Placement(permissions, 0, 0, node.map(FileNode::attributes).orElse(Map.of()));
    if (same) {
      tree.setPlacement(place(path), placement);
    } else {
      tree.putFile(place(path), Content.of(content), placement);
    }
  }

  /** New text for a file that may be there already and keeps owner, mode and attributes then. */
  void edit(String path, String text) {
    String place = tree.resolve(place(path)).orElse(place(path));
    Optional<FileNode> node = tree.node(place).filter(FileNode::isRegular);
    byte[] content = TreeNames.encode(text);
    if (node.isPresent() && sameContent(place, node.get(), content)) {
      return;
    }
    tree.putFile(
        place, Content.of(content), node.map(Placement::of).orElse(Placement.ofRoot(0644)));
  }

  /** New lines for a file that may be there already. */
  void edit(String path, List<String> lines) {
    edit(path, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  void directory(String path, int permissions) {
    Optional<FileNode> node = tree.node(place(path)).filter(FileNode::isDirectory);
    if (node.filter(n -> n.permissions() == permissions).isEmpty()) {
      tree.putDirectory(place(path), Placement.ofRoot(permissions));
    }
  }

  void link(String path, String target) {
    if (!tree.link(place(path)).equals(Optional.of(target))) {
      tree.putLink(place(path), target, Placement.ofRoot(0777));
    }
  }

  void remove(String path) {
    if (occupied(path)) {
      tree.remove(place(path));
    }
  }

  private boolean sameContent(String path, FileNode node, byte[] content) {
    if (node.size() != content.length) {
      return false;
    }
    try {
      Optional<InputStream> stream = tree.open(place(path));
      if (stream.isEmpty()) {
        return false;
      }
      try (InputStream in = stream.get()) {
        return Arrays.equals(in.readNBytes(content.length + 1), content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
