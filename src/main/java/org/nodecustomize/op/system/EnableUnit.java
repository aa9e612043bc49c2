package org.nodecustomize.op.system;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Starts a unit at every boot: links in /usr/lib/systemd/system, where no upgrade takes them for a
 * change of the host's administrator, and a preset, so that nobody's {@code systemctl preset} turns
 * it off again. Units that its {@code Also=} names come with it.
 *
 * @param unit as systemctl takes it: {@code sshd}, {@code fstrim.timer}, {@code getty@tty2.service}
 * @param apart full names of units that are wished otherwise: {@code Also=} does not bring them
 */
public record EnableUnit(Origin origin, String unit, Set<String> apart) implements TreeOperation {
  public EnableUnit {
    apart = Set.copyOf(apart);
  }

  /** Enables a unit with all that its {@code Also=} names. */
  public EnableUnit(Origin origin, String unit) {
    this(origin, unit, Set.of());
  }

  @Override
  public String title() {
    return "enable " + unit;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    Units units = new Units(edits);
    Deque<UnitName> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    UnitName first = UnitName.of(origin, unit);
    units.require(origin, first);
    open.add(first);
    while (!open.isEmpty()) {
      UnitName name = open.remove();
      if (!seen.add(name.text())) {
        continue;
      }
      UnitInstall install = enable(edits, units, name, events, seen.size() == 1);
      for (String also : install.also()) {
        UnitName other = UnitName.of(origin, also);
        if (units.file(other).isEmpty() || apart.contains(other.text())) {
          continue;
        }
        if (units.mask(other).isPresent()) {
          events.notice(
              "%s: \"%s\" comes with \"%s\" but is masked, and stays so"
                  .formatted(origin, other, name));
        } else {
          open.add(other);
        }
      }
    }
  }

  private UnitInstall enable(
      Edits edits, Units units, UnitName asked, Events events, boolean wished) {
    refuseMasked(units, asked);
    UnitInstall before = units.install(origin, asked);
    UnitName name = asked;
    if (asked.isTemplate()) {
      name =
          asked.withInstance(
              before
                  .defaultInstance()
                  .orElseThrow(
                      () ->
                          Wrong.wish(
                              origin,
                              "\"" + asked + "\" is a template without a default instance",
                              "name an instance, for instance " + asked.withInstance("NAME"))));
    }
    UnitInstall install = units.install(origin, name);
    if (install.isEmpty()) {
      if (wished && units.pulls(Units.USR, name).isEmpty()) {
        throw Wrong.wish(
            origin,
            "\"" + name + "\" has no [Install] section: nothing says when it starts",
            "add a drop-in to it with [Install] and WantedBy=multi-user.target");
      }
      return install;
    }
    String file = units.require(origin, name);
    String target =
        file.startsWith(Units.USR + "/") ? file.substring(Units.USR.length() + 1) : file;
    for (String pull : install.pulls()) {
      String path = Units.USR + "/" + pull + "/" + name;
      String mask = Units.ETC + "/" + pull + "/" + name;
      if (edits.link(mask).equals(Optional.of("/dev/null"))) {
        edits.remove(mask);
      }
      if (!edits.occupied(path)) {
        edits.link(path, target.startsWith("/") ? target : "../" + target);
      }
    }
    for (String alias : install.aliases()) {
      alias(edits, name, target, alias);
    }
    UnitName enabled = name;
    new Presets(edits)
        .set(enabled, true)
        .ifPresent(
            line ->
                events.warning(
                    origin
                        + ": \""
                        + enabled
                        + "\" is linked and starts, but the preset '"
                        + line.text()
                        + "' of "
                        + line.file()
                        + " goes before ours: systemctl preset turns it off"));
    return install;
  }

  private void refuseMasked(Units units, UnitName name) {
    units
        .mask(name)
        .ifPresent(
            path -> {
              throw Wrong.wish(
                  origin,
                  "\"" + name + "\" is masked: " + path + " is a link to /dev/null",
                  "remove the link: 'remove: [" + path + "]'");
            });
    units.refuseAlias(origin, name);
  }

  private void alias(Edits edits, UnitName name, String target, String alias) {
    if (alias.equals(name.text())) {
      return;
    }
    Optional<String> place =
        Units.PATH.stream().map(top -> top + "/" + alias).filter(edits::occupied).findFirst();
    if (place.isEmpty()) {
      edits.link(Units.USR + "/" + alias, target);
      return;
    }
    Optional<String> other = edits.link(place.get());
    if (other.filter(text -> Units.leadsTo(text, name)).isEmpty()) {
      throw Wrong.wish(
          origin,
          "\"%s\" wants the name \"%s\", which is %s"
              .formatted(
                  name,
                  alias,
                  other.map(text -> "a link to \"" + text + "\"").orElse("another unit's")),
          "disable the other unit first, or remove " + place.get());
    }
  }
}
