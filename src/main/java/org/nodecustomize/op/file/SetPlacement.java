package org.nodecustomize.op.file;

import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;

/** Gives something that is there, links followed, another owner, mode or attributes. */
public record SetPlacement(Origin origin, String path, PlacementWish placement)
    implements TreeOperation {

  @Override
  public String title() {
    return "set owner and mode of " + path;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          String place =
              tree.resolve(path)
                  .orElseThrow(
                      () ->
                          AtOrigin.failure(
                              origin, "no such file or directory in the image: \"" + path + "\""));
          FileNode there = tree.node(place).orElseThrow();
          if (placement.capabilities().isPresent() && !there.isRegular()) {
            throw AtOrigin.failure(origin, "only files have capabilities: \"" + path + "\"");
          }
          tree.setPlacement(place, placement.over(Placement.of(there), tree));
        });
  }
}
