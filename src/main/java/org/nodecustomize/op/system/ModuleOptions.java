package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Gives a kernel module options whenever it is loaded, by modprobe.d(5).
 *
 * @param options for instance {@code max_bonds=0 miimon=100}
 */
public record ModuleOptions(Origin origin, String module, String options) implements TreeOperation {
  private static final Pattern OPTIONS =
      Pattern.compile("[A-Za-z0-9_-]+(=\\S*)?( +[A-Za-z0-9_-]+(=\\S*)?)*");
  private static final int LONGEST = 1000;

  @Override
  public String title() {
    return "set options of kernel module " + module;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    KernelModules.check(origin, List.of(module));
    if (options.length() > LONGEST || !OPTIONS.matcher(options).matches()) {
      throw Wrong.wish(
          origin,
          "not options of a kernel module: \"" + options + "\"",
          "NAME=VALUE with blanks between them, for instance max_bonds=0 miimon=100");
    }
    Edits edits = new Edits(tree);
    List<String> lines = new ArrayList<>(OwnFile.lines(edits, DenyModules.FILE));
    lines.removeIf(line -> line.startsWith("options " + module + " "));
    lines.add("options " + module + " " + options);
    lines.sort(null);
    OwnFile.write(edits, DenyModules.FILE, lines);
  }
}
