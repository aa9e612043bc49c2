package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;

/**
 * The units that an image has, and their links. Directories and their order are those of
 * systemd.unit(5): what is in /etc goes before what is in /usr.
 */
final class Units {
  static final String ETC = "/etc/systemd/system";
  static final String USR = "/usr/lib/systemd/system";
  static final List<String> PATH =
      List.of(ETC, "/run/systemd/system", "/usr/local/lib/systemd/system", USR);

  /** The first version that takes a link to /dev/null in a .wants directory for a mask. */
  private static final int MASKED_LINKS = 233;

  private static final Pattern LIBRARY = Pattern.compile("libsystemd-shared-([0-9]{3})\\b.*\\.so");
  private static final Pattern PULLING = Pattern.compile(".+\\.(?:wants|requires|upholds)");

  private final Edits edits;

  Units(Edits edits) {
    this.edits = edits;
  }

  /** Where the unit's file is; that of its template for an instance. */
  Optional<String> file(UnitName unit) {
    for (String name : List.of(unit.text(), unit.template())) {
      for (String directory : PATH) {
        String path = directory + "/" + name;
        if (edits.occupied(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  /** Where the unit's file is; refuses units that the image does not have. */
  String require(Origin origin, UnitName unit) {
    Optional<String> found = file(unit);
    if (found.isPresent()) {
      return found.get();
    }
    if (edits.occupied("/etc/rc.d/init.d/" + unit.prefix())
        || edits.occupied("/etc/init.d/" + unit.prefix())) {
      throw Wrong.wish(
          origin,
          "\"" + unit + "\" is not a unit but a script of /etc/init.d",
          "use an offline script with chkconfig for it");
    }
    throw Wrong.unknown(
        origin,
        "no unit \"" + unit + "\" in the image",
        unit.text(),
        names(),
        "install the package that brings it, or give the unit in the recipe");
  }

  /**
   * Refuses a name that is only a link to a unit of another name: systemd links units, not names.
   */
  void refuseAlias(Origin origin, UnitName unit) {
    Optional<String> target = file(unit).flatMap(edits::link).filter(to -> !to.equals("/dev/null"));
    if (target.isPresent()) {
      String other = target.get().substring(target.get().lastIndexOf('/') + 1);
      if (!other.equals(unit.text()) && !other.equals(unit.template())) {
        String named =
            unit.isInstance() && other.contains("@.")
                ? other.replace("@.", "@" + unit.instance().orElse("") + ".")
                : other;
        throw Wrong.wish(
            origin, "\"" + unit + "\" is another name of \"" + named + "\"", "name " + named);
      }
    }
  }

  /** The link to /dev/null that keeps the unit from being loaded. */
  Optional<String> mask(UnitName unit) {
    return file(unit).filter(path -> edits.link(path).equals(Optional.of("/dev/null")));
  }

  boolean isMasked(UnitName unit) {
    return edits.link(ETC + "/" + unit).equals(Optional.of("/dev/null"));
  }

  /** The names of all units. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String directory : PATH) {
      edits.list(directory).stream()
          .filter(name -> UnitName.TYPES.contains(name.substring(name.lastIndexOf('.') + 1)))
          .forEach(names::add);
    }
    return names;
  }

  /** What the unit's file and its drop-ins say about its installation. */
  UnitInstall install(Origin origin, UnitName unit) {
    List<String> texts = new ArrayList<>();
    file(unit).flatMap(edits::text).ifPresent(texts::add);
    dropIns(unit).forEach(path -> edits.text(path).ifPresent(texts::add));
    return UnitInstall.read(origin, unit, texts);
  }

  /** Of equal names the one in /etc, in the order of their names. */
  private List<String> dropIns(UnitName unit) {
    Map<String, String> byName = new TreeMap<>();
    for (int i = PATH.size() - 1; i >= 0; i--) {
      for (String name : List.of(unit.template(), unit.text())) {
        String directory = PATH.get(i) + "/" + name + ".d";
        edits.list(directory).stream()
            .filter(file -> file.endsWith(".conf"))
            .forEach(file -> byName.put(file, directory + "/" + file));
      }
    }
    return List.copyOf(byName.values());
  }

  /** The links in .wants, .requires and .upholds directories of {@code top} with the unit's name. */
  List<String> pulls(String top, UnitName unit) {
    return edits.list(top).stream()
        .filter(name -> PULLING.matcher(name).matches())
        .map(name -> top + "/" + name + "/" + unit)
        .filter(edits::occupied)
        .toList();
  }

  /** The links of other names in {@code top} that lead to the unit. */
  List<String> aliases(String top, UnitName unit) {
    return edits.list(top).stream()
        .filter(name -> !name.equals(unit.text()))
        .map(name -> top + "/" + name)
        .filter(path -> edits.link(path).filter(target -> leadsTo(target, unit)).isPresent())
        .toList();
  }

  static boolean leadsTo(String target, UnitName unit) {
    return target.substring(target.lastIndexOf('/') + 1).equals(unit.text());
  }

  /**
   * Whether the image's systemd takes a link to /dev/null in /etc for the mask of one vendor link;
   * told by the name of its library, which EL 7 does not have.
   */
  boolean masksSingleLinks() {
    for (String directory : List.of("/usr/lib/systemd", "/usr/lib64/systemd")) {
      for (String name : edits.list(directory)) {
        Matcher matcher = LIBRARY.matcher(name);
        if (matcher.matches() && Integer.parseInt(matcher.group(1)) >= MASKED_LINKS) {
          return true;
        }
      }
    }
    return false;
  }
}
