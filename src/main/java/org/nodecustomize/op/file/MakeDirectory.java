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
 * Makes a directory and those above it that are missing. One that is there, at the end of links too,
 * gets what is given of owner, mode and attributes; a new one has root and 0755 otherwise.
 */
public record MakeDirectory(Origin origin, String path, PlacementWish placement)
    implements TreeOperation {

  @Override
  public String title() {
    return "make directory " + path;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          String place = tree.resolve(path).orElse(path);
          Optional<FileNode> there = tree.node(place).filter(FileNode::isDirectory);
          Placement standard = there.map(Placement::of).orElse(Placement.ofRoot(0755));
          tree.putDirectory(place, placement.over(standard, tree));
        });
  }
}
