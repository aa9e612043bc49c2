package org.nodecustomize.op.system;

import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * A whole unit that the recipe brings. It must not be one that a package brings: a copy of that would
 * hide every later change of the package's.
 *
 * @param unit as systemctl takes it
 */
public record PlaceUnit(Origin origin, String unit, String text, Intent intent)
    implements TreeOperation {
  /** By its first line a unit of ours is known again, so that it may be replaced. */
  private static final String MARK = "# placed by node-customize\n";

  @Override
  public String title() {
    return "place unit " + unit;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    UnitName name = UnitName.of(origin, unit);
    if (name.isInstance()) {
      throw Wrong.wish(
          origin,
          "\"" + name + "\" is an instance: expected a unit or a template",
          "place " + name.template() + " and enable the instance");
    }
    Wrong.check(UnitChecks.faults(origin, name, text));
    for (String directory : Units.PATH) {
      String path = directory + "/" + name;
      Optional<String> there = edits.text(path);
      if (edits.occupied(path) && there.filter(found -> found.startsWith(MARK)).isEmpty()) {
        throw Wrong.wish(
            origin,
            "the image has \"" + name + "\" already: " + path,
            "change single keys of it by a drop-in, or choose another name");
      }
    }
    String top = intent == Intent.PRESET ? Units.USR : Units.ETC;
    edits.file(top + "/" + name, MARK + UnitDropIn.ended(text), 0644);
    for (String program : UnitChecks.missingPrograms(edits, text)) {
      events.warning(
          "%s: ExecStart of \"%s\" is not in the image: %s".formatted(origin, name, program));
    }
  }
}
