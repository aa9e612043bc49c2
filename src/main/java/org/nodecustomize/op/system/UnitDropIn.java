package org.nodecustomize.op.system;

import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * A drop-in for a unit that the image has: {@code UNIT.d/NAME.conf}.
 *
 * @param unit as systemctl takes it
 * @param name of the file, with or without {@code .conf}; drop-ins are read in the order of names
 * @param text sections and keys
 */
public record UnitDropIn(Origin origin, String unit, String name, String text, Intent intent)
    implements TreeOperation {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

  @Override
  public String title() {
    return "add drop-in " + name + " to " + unit;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    UnitName known = UnitName.of(origin, unit);
    if (!NAME.matcher(name).matches()) {
      throw Wrong.wish(
          origin, "not the name of a drop-in: \"" + name + "\"", "letters, digits and _.-");
    }
    Wrong.check(UnitChecks.faults(origin, known, text));
    new Units(edits).require(origin, known);
    String top = intent == Intent.PRESET ? Units.USR : Units.ETC;
    String file = name.endsWith(".conf") ? name : name + ".conf";
    edits.file(top + "/" + known + ".d/" + file, ended(text), 0644);
  }

  static String ended(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }
}
