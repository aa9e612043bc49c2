package org.nodecustomize.op.file;

import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;

/**
 * Writes a file. Owner, mode and attributes that are not given are those of the file that is there
 * already, else root and 0644.
 *
 * @param path absolute and plain; a link there is replaced
 * @param replace whether something that is there already is replaced
 */
public record PlaceFile(
    Origin origin, String path, Content content, PlacementWish placement, boolean replace)
    implements TreeOperation {

  @Override
  public String title() {
    return "write " + path;
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
          there
              .flatMap(FileNode::target)
              .ifPresent(
                  target ->
                      events.warning(
                          "%s: \"%s\" was a link to \"%s\" and is a file now"
                              .formatted(origin, path, target)));
          Placement standard =
              there.filter(FileNode::isRegular).map(Placement::of).orElse(Placement.ofRoot(0644));
          tree.putFile(path, content, placement.over(standard, tree));
        });
  }
}
