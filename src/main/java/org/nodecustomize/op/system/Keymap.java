package org.nodecustomize.op.system;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * The keyboard of the console, KEYMAP of vconsole.conf(5).
 *
 * @param keymap for instance {@code cz-us-qwertz}
 */
public record Keymap(Origin origin, String keymap) implements TreeOperation {
  private static final String MAPS = "/usr/lib/kbd/keymaps";
  private static final Pattern FILE = Pattern.compile("(.+)\\.map(\\.gz|\\.bz2|\\.xz|\\.zst)?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]*");

  @Override
  public String title() {
    return "set the keymap " + keymap;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Set<String> known = new TreeSet<>();
    tree.walk(
        MAPS,
        (path, node) -> {
          Matcher matcher = FILE.matcher(path.substring(path.lastIndexOf('/') + 1));
          if (!node.isDirectory() && matcher.matches()) {
            known.add(matcher.group(1));
          }
          return !path.endsWith("/include");
        });
    if (!known.contains(keymap) || !NAME.matcher(keymap).matches()) {
      throw Wrong.unknown(
          origin,
          "no keymap \"" + keymap + "\" in the image",
          keymap,
          known,
          known.isEmpty() ? "install the package kbd" : "for instance us");
    }
    Edits edits = new Edits(tree);
    edits.edit(
        "/etc/vconsole.conf", KeyLines.set(edits.lines("/etc/vconsole.conf"), "KEYMAP", keymap));
    events.notice(
        "%s: the installer writes its own [NC120]; put keyboard --vckeymap=%s in the kickstart"
            .formatted(origin, keymap));
  }
}
