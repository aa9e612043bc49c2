package org.nodecustomize.op.system;

import java.util.Locale;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/** SELINUX of /etc/selinux/config, see selinux_config(5). */
public record SelinuxMode(Origin origin, Mode mode) implements TreeOperation {
  static final String FILE = "/etc/selinux/config";

  /** What the kernel does about SELinux. */
  public enum Mode {
    ENFORCING,
    PERMISSIVE,
    DISABLED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String title() {
    return "set SELinux to " + mode;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    if (!edits.exists(FILE)) {
      throw Wrong.wish(
          origin,
          "the image has no SELinux policy: there is no " + FILE,
          "install the package selinux-policy-targeted");
    }
    edits.edit(FILE, KeyLines.set(edits.lines(FILE), "SELINUX", mode.toString()));
    if (mode != Mode.ENFORCING) {
      events.warning(
          "%s: imgbased is known to refuse upgrades of hosts where SELinux is %s [NC712]"
              .formatted(origin, mode));
    }
    events.notice(
        "%s: a selinux directive of the kickstart goes over this; put selinux --%s in it"
            .formatted(origin, mode));
  }
}
