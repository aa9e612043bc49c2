package org.nodecustomize.op.file;

import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;

/**
 * Makes a symbolic link.
 *
 * @param target as it is stored: absolute, or relative to the link's directory
 * @param replace whether a file or link that is there already is replaced
 */
public record MakeLink(Origin origin, String path, String target, boolean replace)
    implements TreeOperation {

  @Override
  public String title() {
    return "link " + path + " to " + target;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          Optional<FileNode> there = tree.node(path);
          if (there.isPresent() && !replace) {
            return;
          }
          tree.putLink(
              path,
              target,
              there.filter(FileNode::isLink).map(Placement::of).orElse(Placement.ofRoot(0777)));
        });
  }
}
