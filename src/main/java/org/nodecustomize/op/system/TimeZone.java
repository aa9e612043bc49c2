package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;

/**
 * The time zone: /etc/localtime as a relative link, by localtime(5).
 *
 * @param zone for instance {@code Europe/Prague}
 */
public record TimeZone(Origin origin, String zone) implements TreeOperation {
  private static final String ZONES = "/usr/share/zoneinfo";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}");

  @Override
  public String title() {
    return "set the time zone " + zone;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    boolean known =
        NAME.matcher(zone).matches()
            && tree.resolve(ZONES + "/" + zone)
                .flatMap(tree::node)
                .filter(FileNode::isRegular)
                .isPresent();
    if (!known) {
      throw Wrong.unknown(
          origin,
          "no time zone \"" + zone + "\" in the image",
          zone,
          zones(tree),
          tree.exists(ZONES) ? "for instance Europe/Prague" : "install the package tzdata");
    }
    Optional<String> before = edits.link("/etc/localtime");
    edits.link("/etc/localtime", "../usr/share/zoneinfo/" + zone);
    events.notice(
        "%s: the installer sets the kickstart's time zone%s; put timezone %s in the kickstart"
            .formatted(
                origin,
                before.isPresent()
                    ? " [NC120], and hosts that are upgraded keep theirs [NC107]"
                    : " [NC120]",
                zone));
  }

  private static List<String> zones(EditableTree tree) {
    List<String> zones = new ArrayList<>();
    tree.walk(
        ZONES,
        (path, node) -> {
          String name = path.equals(ZONES) ? "" : path.substring(ZONES.length() + 1);
          if (node.isRegular() && !name.contains(".")) {
            zones.add(name);
          }
          return !name.equals("right") && !name.equals("posix");
        });
    return zones;
  }
}
