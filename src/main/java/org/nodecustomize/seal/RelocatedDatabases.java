package org.nodecustomize.seal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.Placement;

/**
 * Restores the links by which /var/lib has the databases of rpm, dnf and yum in /usr/share, so that
 * they go with the image and not with the host; a transaction may have made them directories. What is
 * in such a directory is newer, and moves.
 */
final class RelocatedDatabases {
  private static final Map<String, String> PLACES =
      new TreeMap<>(
          Map.of(
              "/var/lib/rpm", "/usr/share/rpm",
              "/var/lib/dnf", "/usr/share/dnf",
              "/var/lib/yum", "/usr/share/yum"));

  private static final List<String> DATABASES = List.of("Packages", "Packages.db", "rpmdb.sqlite");

  private final Sealing sealing;

  RelocatedDatabases(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal() {
    if (sealing.profile() != LayoutProfile.IMGBASED && sealing.profile() != LayoutProfile.NGN) {
      return;
    }
    PLACES.forEach(this::restore);
  }

  private void restore(String link, String place) {
    Optional<String> target = sealing.before().link(link);
    boolean led =
        target.isPresent() && sealing.before().resolve(link).filter(place::equals).isPresent();
    if (!led || sealing.after().link(link).equals(target)) {
      return;
    }
    if (sealing.after().type(link).equals(Optional.of(NodeType.DIRECTORY))
        && !sealing.after().list(link).isEmpty()) {
      move(link, place);
    }
    sealing.after().remove(link);
    // The installer looks from outside of the tree, so the link must be a relative one.
    sealing.after().putLink(link, "../../usr/share/" + name(place), Placement.ofRoot(0777));
    sealing.did(
        "NC208",
        link,
        "made a link to " + place + " again: the package database goes with the image");
  }

  private static String name(String place) {
    return place.substring(place.lastIndexOf('/') + 1);
  }

  private void move(String from, String to) {
    boolean whole = DATABASES.stream().anyMatch(name -> sealing.isThere(from + "/" + name));
    if (whole) {
      for (String name : sealing.after().list(to)) {
        if (!sealing.isThere(from + "/" + name)) {
          sealing.after().remove(to + "/" + name);
        }
      }
    }
    sealing
        .after()
        .walk(
            from,
            (path, node) -> {
              boolean kept = node.isDirectory() || node.isRegular() || node.isLink();
              if (kept && (whole || !path.equals(from))) {
                sealing.copy(sealing.after(), path, to + path.substring(from.length()));
              }
              return true;
            });
    sealing.did("NC208", to, "given what a transaction left in " + from);
  }
}
