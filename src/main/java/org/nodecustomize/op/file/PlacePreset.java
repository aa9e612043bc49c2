package org.nodecustomize.op.file;

import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.Placement;

/**
 * Writes a vendor's default of a file below /etc, which a host's own file overrides. Where that is
 * depends on who keeps pristine copies:
 *
 * <ul>
 *   <li>{@code ostree}: /usr/etc alone; deploying makes /etc of it.
 *   <li>{@code ngn}: /usr/etc, and in /etc a copy where a file is there already, else a link: nobody
 *       reads /usr/etc by itself, and an upgrade would undo a link over a file.
 *   <li>{@code imgbased} and others: /etc; the pristine copy that sealing makes is what tells a host
 *       that it is a default.
 * </ul>
 *
 * @param path absolute, below /etc
 */
public record PlacePreset(
    Origin origin, String path, Content content, PlacementWish placement, boolean replace)
    implements TreeOperation {
  private static final String ETC = "/etc/";

  /** Refuses a path elsewhere. */
  public PlacePreset {
    if (!path.startsWith(ETC)) {
      throw new IllegalArgumentException("not below /etc: " + path);
    }
  }

  @Override
  public String title() {
    return "write the preset of " + path;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    LayoutProfile profile = LayoutProfile.detect(tree);
    if (profile != LayoutProfile.OSTREE && profile != LayoutProfile.NGN) {
      place(path, tree, events);
      return;
    }
    place("/usr" + path, tree, events);
    if (profile == LayoutProfile.OSTREE) {
      return;
    }
    int depth = path.substring(ETC.length()).split("/", -1).length;
    String link = "../".repeat(depth) + "usr" + path;
    if (tree.type(path).isEmpty()) {
      tree.putLink(path, link, Placement.ofRoot(0777));
    } else if (!tree.link(path).equals(Optional.of(link))) {
      place(path, tree, events);
    }
  }

  private void place(String where, EditableTree tree, Events events) {
    new PlaceFile(origin, where, content, placement, replace).apply(tree, events);
  }
}
