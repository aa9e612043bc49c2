package org.nodecustomize.op;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.tree.NodeType;

/**
 * What a package transaction leaves in an image besides the packages: temporary files, caches of
 * the managers, lock files of the database. What was there before stays.
 */
final class Leftovers {
  private static final List<String> TEMPORARY = List.of("/tmp", "/var/tmp", "/run");

  /** Single paths that are removed where they were not there before. */
  private static final List<String> LITTER =
      List.of(
          "/var/log/yum.log",
          "/var/log/dnf.log",
          "/var/log/dnf.librepo.log",
          "/var/log/dnf.rpm.log",
          "/var/log/hawkey.log",
          "/var/cache/ldconfig/aux-cache",
          "/root/.rpmdb",
          "/var/lib/rpm/.rpm.lock",
          "/usr/share/rpm/.rpm.lock");

  private static final List<String> CACHES =
      List.of("/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5");

  /** Directories that dnf makes where they are missing, though they stay empty. */
  private static final List<String> EMPTY = List.of("/etc/dnf/aliases.d", "/etc/dnf/modules.d");

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final MountedImage image;
  private final Set<String> directories;
  private final Set<String> present;
  private final Optional<String> databaseLink;

  private Leftovers(
      MountedImage image,
      Set<String> directories,
      Set<String> present,
      Optional<String> databaseLink) {
    this.image = image;
    this.directories = directories;
    this.present = present;
    this.databaseLink = databaseLink;
  }

  /** Remembers what is there. */
  static Leftovers before(MountedImage image) {
    Set<String> directories = new HashSet<>();
    Set<String> present = new HashSet<>();
    Stream.concat(TEMPORARY.stream(), CACHES.stream())
        .filter(directory -> image.type(directory).isPresent())
        .forEach(
            directory -> {
              directories.add(directory);
              present.addAll(entries(image, directory));
            });
    Stream.concat(LITTER.stream(), EMPTY.stream())
        .filter(path -> image.type(path).isPresent())
        .forEach(present::add);
    return new Leftovers(image, directories, present, image.link("/var/lib/rpm"));
  }

  /** Removes what came since, and restores the link of the database. */
  void clean() {
    Stream.concat(TEMPORARY.stream(), CACHES.stream()).forEach(this::removeNew);
    LITTER.stream()
        .filter(path -> !present.contains(path) && image.type(path).isPresent())
        .forEach(image::remove);
    EMPTY.stream()
        .filter(path -> !present.contains(path) && image.type(path).isPresent())
        .forEach(this::removeUnlessOwned);
    databaseLink.ifPresent(
        target -> {
          if (image.link("/var/lib/rpm").equals(databaseLink)) {
            return;
          }
          if (holdsDatabase("/var/lib/rpm")) {
            throw new OperationException(
                Problem.at(
                    "/var/lib/rpm",
                    "expected a link to '"
                        + target
                        + "' but the transaction made it a directory with a database of its own"));
          }
          image.remove("/var/lib/rpm");
          image.link(target, "/var/lib/rpm");
        });
  }

  /** A package of this transaction may have brought the directory. */
  private void removeUnlessOwned(String directory) {
    image.run(
        "rpm -qf %1$s >/dev/null 2>&1 || rmdir %1$s 2>/dev/null || :\n".formatted(directory),
        LIMIT,
        line -> {});
  }

  private boolean holdsDatabase(String directory) {
    return image.type(directory).equals(Optional.of(NodeType.DIRECTORY))
        && Stream.of("Packages", "Packages.db", "rpmdb.sqlite")
            .anyMatch(name -> image.type(directory + "/" + name).isPresent());
  }

  private void removeNew(String directory) {
    if (!directories.contains(directory)) {
      if (image.type(directory).isPresent()) {
        image.remove(directory);
      }
      return;
    }
    entries(image, directory).stream()
        .filter(path -> !present.contains(path))
        .forEach(image::remove);
  }

  private static List<String> entries(MountedImage image, String directory) {
    if (!image.type(directory).equals(Optional.of(NodeType.DIRECTORY))) {
      return List.of();
    }
    return image.list(directory).stream().map(name -> directory + "/" + name).toList();
  }
}
