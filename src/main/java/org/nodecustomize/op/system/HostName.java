package org.nodecustomize.op.system;

import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/** The name that hosts have which get none from the installer, by hostname(5). */
public record HostName(Origin origin, String name) implements TreeOperation {
  private static final int LONGEST = 64;

  @Override
  public String title() {
    return "set the host name " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    if (!IpAddress.isName(name) || name.length() > LONGEST || name.matches("[0-9.]+")) {
      throw Wrong.wish(
          origin,
          "not a host name: \"" + name + "\"",
          "up to 64 letters, digits and - in parts with dots between them");
    }
    new Edits(tree).file("/etc/hostname", name + "\n", 0644);
    events.warning(
        "%s: every host of this image has the name \"%s\", until the installer writes its own [NC120] [NC310]; put network --hostname=%s in the kickstart"
            .formatted(origin, name, name));
  }
}
