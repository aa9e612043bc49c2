package org.nodecustomize.op.system;

import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Makes a unit impossible to start: a link to /dev/null in /etc/systemd/system, which goes before
 * the unit of the package.
 *
 * @param force whether a unit that a node needs, or that the image does not have, may be masked
 */
public record MaskUnit(Origin origin, String unit, boolean force) implements TreeOperation {

  @Override
  public String title() {
    return "mask " + unit;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    Units units = new Units(edits);
    UnitName name = UnitName.of(origin, unit);
    EssentialUnits.refuse(origin, name, "masked", force);
    if (!force) {
      units.require(origin, name);
    }
    String path = Units.ETC + "/" + name;
    Optional<String> link = edits.link(path);
    if (edits.occupied(path) && link.isEmpty()) {
      throw Wrong.wish(
          origin,
          "\"" + name + "\" cannot be masked: " + path + " is a file of its own",
          "remove it first: 'remove: [" + path + "]'");
    }
    edits.link(path, "/dev/null");
  }
}
