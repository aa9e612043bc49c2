package org.nodecustomize.op.system;

import java.util.List;
import java.util.Set;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/** Loads kernel modules at boot, by modules-load.d(5). */
public record LoadModules(Origin origin, List<String> modules) implements TreeOperation {
  static final String FILE = "/usr/lib/modules-load.d/50-node-customize.conf";

  public LoadModules {
    modules = List.copyOf(modules);
  }

  @Override
  public String title() {
    return "load kernel modules " + String.join(", ", modules);
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    KernelModules.check(origin, modules);
    Edits edits = new Edits(tree);
    OwnFile.add(edits, FILE, modules);
    if (KernelModules.kernels(edits).isEmpty()) {
      return;
    }
    Set<String> known = KernelModules.names(edits, "modules.dep");
    known.addAll(KernelModules.names(edits, "modules.builtin"));
    for (String module : modules) {
      if (!known.contains(KernelModules.plain(module))) {
        events.warning(
            "%s: no kernel of the image has the module \"%s\"%s"
                .formatted(
                    origin,
                    module,
                    NearName.of(KernelModules.plain(module), known)
                        .map(near -> "; did you mean \"" + near + "\"?")
                        .orElse("")));
      }
    }
  }
}
