package org.nodecustomize.rule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreePaths;

/** Edits with which several rules repair what they find. */
public final class Repairs {
  private static final String LABEL = "security.selinux";

  private Repairs() {}

  /** Removes a file, a link, or a directory that is empty. */
  public static Optional<String> removed(String path, EditedTree tree) {
    if (!tree.list(path).isEmpty() && !isLink(path, tree)) {
      return Optional.empty();
    }
    tree.remove(path);
    return Optional.of("removed");
  }

  private static boolean isLink(String path, EditedTree tree) {
    return tree.node(path).filter(FileNode::isLink).isPresent();
  }

  /** Removes it unless a package brought it, or that cannot be told. */
  public static Optional<String> removedUnlessPackaged(
      String path, RuleContext context, EditedTree tree) {
    boolean packaged = context.image().ownership().filter(known -> !known.owns(path)).isEmpty();
    return packaged ? Optional.empty() : removed(path, tree);
  }

  /** Makes a symbolic link where nothing is, or another link, or an empty directory. */
  public static Optional<String> linked(String path, String target, EditedTree tree) {
    Optional<FileNode> node = tree.node(path);
    boolean emptyDirectory =
        node.filter(FileNode::isDirectory).isPresent() && tree.list(path).isEmpty();
    if (node.isPresent() && !node.get().isLink() && !emptyDirectory) {
      return Optional.empty();
    }
    if (emptyDirectory) {
      tree.remove(path);
    }
    tree.putLink(path, target, Placement.ofRoot(0777));
    return Optional.of("made a link to " + target);
  }

  /** Gives what is there other permissions; owner and attributes stay. */
  public static Optional<String> permitted(String path, int permissions, EditedTree tree) {
    Optional<FileNode> node = tree.node(path).filter(found -> !found.isLink());
    node.ifPresent(
        found ->
            tree.setPlacement(
                path, new Placement(permissions, found.uid(), found.gid(), found.attributes())));
    return node.map(found -> "given the mode %04o".formatted(permissions));
  }

  /** Gives what is there the time of the run. */
  public static Optional<String> touched(String path, EditedTree tree) {
    if (tree.type(path).isEmpty()) {
      return Optional.empty();
    }
    tree.touch(path);
    return Optional.of("given the time of the run");
  }

  /**
   * Makes {@code to} what {@code from} is: a copy of it, never a hard link, in directories like those
   * of the original; or nothing, where nothing is at {@code from}.
   *
   * @return whether that was possible: devices, fifos, sockets and full directories in the way are
   *     not touched
   */
  public static boolean mirrored(String from, String to, EditedTree tree) {
    Optional<FileNode> original = tree.node(from);
    Optional<FileNode> copy = tree.node(to);
    boolean fullDirectory =
        copy.filter(FileNode::isDirectory).isPresent() && !tree.list(to).isEmpty();
    if (original.isEmpty()) {
      if (!fullDirectory) {
        tree.remove(to);
      }
      return !fullDirectory;
    }
    FileNode node = original.get();
    if (!node.isDirectory() && !node.isRegular() && !node.isLink()) {
      return false;
    }
    if (copy.isPresent() && copy.get().isDirectory() != node.isDirectory()) {
      if (fullDirectory) {
        return false;
      }
      tree.remove(to);
    }
    directories(from, to, tree);
    if (node.isDirectory()) {
      tree.putDirectory(to, unlabelled(node));
    } else if (node.isLink()) {
      tree.putLink(to, node.target().orElse(""), unlabelled(node));
    } else {
      tree.putFile(to, content(from, tree), unlabelled(node));
    }
    return true;
  }

  /** Makes the directories that {@code to} lies in and that are missing, like those of the original. */
  private static void directories(String from, String to, EditedTree tree) {
    Deque<String[]> missing = new ArrayDeque<>();
    String original = TreePaths.parent(from);
    String copy = TreePaths.parent(to);
    while (!original.equals("/") && !copy.equals("/") && tree.type(copy).isEmpty()) {
      missing.push(new String[] {original, copy});
      original = TreePaths.parent(original);
      copy = TreePaths.parent(copy);
    }
    for (String[] pair : missing) {
      tree.node(pair[0])
          .filter(FileNode::isDirectory)
          .ifPresent(node -> tree.putDirectory(pair[1], unlabelled(node)));
    }
  }

  private static Content content(String path, EditedTree tree) {
    return tree.content(path).orElseThrow(() -> new IllegalStateException("no file at " + path));
  }

  /** The placement without the label, which depends on the path. */
  private static Placement unlabelled(FileNode node) {
    Map<String, Bytes> attributes = new HashMap<>(node.attributes());
    attributes.remove(LABEL);
    return new Placement(node.permissions(), node.uid(), node.gid(), attributes);
  }
}
