package org.nodecustomize.op.system;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Starts a unit no longer by itself: removes its links below /etc, and those below /usr that we made;
 * says so in the preset.
 *
 * <p>A vendor's link below /usr belongs to a package and would come back with the next one. Where
 * the image's systemd knows masks of single links (233 and later), one in /etc takes its effect;
 * elsewhere the unit is masked as a whole.
 *
 * @param force whether a unit that a node needs may be disabled
 * @param apart full names of units that are wished otherwise: {@code Also=} does not take them along
 */
public record DisableUnit(Origin origin, String unit, boolean force, Set<String> apart)
    implements TreeOperation {
  public DisableUnit {
    apart = Set.copyOf(apart);
  }

  /** Disables a unit with all that its {@code Also=} names. */
  public DisableUnit(Origin origin, String unit, boolean force) {
    this(origin, unit, force, Set.of());
  }

  @Override
  public String title() {
    return "disable " + unit;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    Edits edits = new Edits(tree);
    Units units = new Units(edits);
    Deque<UnitName> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    UnitName first = UnitName.of(origin, unit);
    if (first.isTemplate()) {
      throw Wrong.wish(
          origin,
          "\"" + first + "\" is a template: expected an instance of it",
          "name the instance, for instance " + first.withInstance("NAME"));
    }
    units.require(origin, first);
    units.refuseAlias(origin, first);
    open.add(first);
    while (!open.isEmpty()) {
      UnitName name = open.remove();
      if (!seen.add(name.text())) {
        continue;
      }
      EssentialUnits.refuse(origin, name, "disabled", force);
      disable(edits, units, name, events);
      for (String also : units.install(origin, name).also()) {
        UnitName other = UnitName.of(origin, also);
        boolean meant = !other.isTemplate() && !apart.contains(other.text());
        if (meant && units.file(other).isPresent()) {
          open.add(other);
        }
      }
    }
  }

  private void disable(Edits edits, Units units, UnitName name, Events events) {
    Presets presets = new Presets(edits);
    boolean ours = presets.enablesItself(name);
    units.pulls(Units.ETC, name).stream()
        .filter(path -> !edits.link(path).equals(Optional.of("/dev/null")))
        .forEach(edits::remove);
    units.aliases(Units.ETC, name).forEach(edits::remove);
    List<String> vendor = units.pulls(Units.USR, name);
    if (ours) {
      vendor.forEach(edits::remove);
      units.install(origin, name).aliases().stream()
          .map(alias -> Units.USR + "/" + alias)
          .filter(path -> edits.link(path).filter(to -> Units.leadsTo(to, name)).isPresent())
          .forEach(edits::remove);
    } else if (!vendor.isEmpty()) {
      maskVendor(edits, units, name, vendor, events);
    }
    presets
        .set(name, false)
        .ifPresent(
            line ->
                events.warning(
                    origin
                        + ": \""
                        + name
                        + "\" is disabled, but the preset '"
                        + line.text()
                        + "' of "
                        + line.file()
                        + " goes before ours: systemctl preset turns it on"));
  }

  private void maskVendor(
      Edits edits, Units units, UnitName name, List<String> vendor, Events events) {
    if (units.masksSingleLinks()) {
      vendor.forEach(
          path -> edits.link(Units.ETC + path.substring(Units.USR.length()), "/dev/null"));
      return;
    }
    String mask = Units.ETC + "/" + name;
    if (edits.occupied(mask) && !units.isMasked(name)) {
      throw Wrong.wish(
          origin,
          "\"%s\" is started by %s and cannot be masked: %s is there"
              .formatted(name, vendor.get(0), mask),
          "remove " + mask + " first");
    }
    edits.link(mask, "/dev/null");
    events.notice(
        "%s: \"%s\" is masked, not only disabled: the package's own link %s starts it, and this"
                .formatted(origin, name, vendor.get(0))
            + " systemd has no mask of single links; nobody can start it by hand");
  }
}
