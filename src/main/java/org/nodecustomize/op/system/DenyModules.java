package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Keeps kernel modules from being loaded, by modprobe.d(5): {@code blacklist} ignores the aliases
 * by which hardware finds a module, {@code install … /bin/false} refuses it by name too.
 */
public record DenyModules(Origin origin, List<String> modules) implements TreeOperation {
  static final String FILE = "/usr/lib/modprobe.d/50-node-customize.conf";

  public DenyModules {
    modules = List.copyOf(modules);
  }

  @Override
  public String title() {
    return "deny kernel modules " + String.join(", ", modules);
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    KernelModules.check(origin, modules);
    Edits edits = new Edits(tree);
    List<String> lines = new ArrayList<>();
    for (String module : modules) {
      lines.add("blacklist " + module);
      lines.add("install " + module + " /bin/false");
    }
    OwnFile.add(edits, FILE, lines);
    Set<String> builtIn = KernelModules.names(edits, "modules.builtin");
    Set<String> loaded = Set.copyOf(OwnFile.lines(edits, LoadModules.FILE));
    for (String module : modules) {
      if (builtIn.contains(KernelModules.plain(module))) {
        events.warning(
            "%s: \"%s\" is built into a kernel of the image: modprobe.d does not keep it away"
                .formatted(origin, module));
      }
      if (loaded.contains(module)) {
        events.warning(
            "%s: \"%s\" is denied, but %s loads it".formatted(origin, module, LoadModules.FILE));
      }
    }
  }
}
