package org.nodecustomize.op.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/** A user's directory. */
final class HomeDirectory {
  private static final int LARGEST = 1 << 20;

  private final EditableTree tree;
  private final String home;
  private final long uid;
  private final long gid;

  HomeDirectory(EditableTree tree, String home, long uid, long gid) {
    this.tree = tree;
    this.home = home;
    this.uid = uid;
    this.gid = gid;
  }

  /**
   * Makes the directory from /etc/skel, unless something is there.
   *
   * @return a warning where what is there belongs to somebody else
   */
  Optional<String> make(LoginDefs defs) {
    Optional<FileNode> there = tree.resolve(home).flatMap(tree::node);
    if (there.isPresent()) {
      return there.get().uid() == uid
          ? Optional.empty()
          : Optional.of(
              "the home directory \"%s\" is there already and belongs to the uid %d"
                  .formatted(home, there.get().uid()));
    }
    tree.putDirectory(home, owned((int) defs.number("HOME_MODE", 0700) & 07777));
    Map<String, FileNode> found = new TreeMap<>();
    tree.resolve(skeleton())
        .ifPresent(
            top ->
                tree.walk(
                    top,
                    (path, node) -> {
                      found.put(path.substring(top.length()), node);
                      return true;
                    }));
    found.remove("");
    found.forEach(this::copy);
    return Optional.empty();
  }

  private String skeleton() {
    return AccountFiles.directory(tree) + "/skel";
  }

  private void copy(String relative, FileNode node) {
    Placement placement = owned(node.permissions() & 0777);
    String from = skeleton() + relative;
    if (node.isDirectory()) {
      tree.putDirectory(home + relative, placement);
    } else if (node.isLink()) {
      tree.putLink(home + relative, node.target().orElseThrow(), placement);
    } else if (node.isRegular()) {
      tree.read(from, LARGEST)
          .ifPresent(bytes -> tree.putFile(home + relative, Content.of(bytes), placement));
    }
  }

  /** Adds keys to {@code .ssh/authorized_keys}, with the modes that sshd(8) insists on. */
  void authorize(List<SshKey> keys) {
    boolean there =
        tree.resolve(home).flatMap(tree::node).filter(FileNode::isDirectory).isPresent();
    if (!there || home.equals("/")) {
      throw new OperationException(
          Problem.of("there is no home directory \"%s\" for the keys".formatted(home))
              .withHint("have it made: 'createHome: true' of a recipe, --create-home of add-user"));
    }
    String directory = home + "/.ssh";
    String file = directory + "/authorized_keys";
    String before = tree.read(file, LARGEST).map(TreeNames::decode).orElse("");
    List<String> lines = new ArrayList<>(before.lines().toList());
    List<String> known =
        new ArrayList<>(
            lines.stream().flatMap(line -> SshKey.parse(line).stream()).map(SshKey::blob).toList());
    for (SshKey key : keys) {
      if (!known.contains(key.blob())) {
        known.add(key.blob());
        lines.add(key.line());
      }
    }
    tree.putDirectory(directory, kept(directory, 0700));
    tree.putFile(
        file, Content.of(TreeNames.encode(String.join("\n", lines) + "\n")), kept(file, 0600));
  }

  private Placement owned(int mode) {
    return new Placement(mode, uid, gid, Map.of());
  }

  private Placement kept(String path, int mode) {
    return new Placement(
        mode, uid, gid, tree.node(path).map(FileNode::attributes).orElse(Map.of()));
  }
}
