package org.nodecustomize.image;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.tree.FileTree;

/** Files that differ between any two images and say nothing about what was changed. */
public enum Noise {
  /** The pages of the rpm database; what it holds is compared by itself. */
  RPM_DATABASE("rpm database"),
  /** What programs make anew of other files, and what they logged. */
  CACHES("caches and logs"),
  /** The histories of package managers. */
  HISTORY("histories of package managers"),
  /** What this program noted about its own changes. */
  RECORD("record of node-customize"),
  /** The same in all but the time of the last change. */
  TIMES("times alone");

  private static final List<String> CACHE_PATHS =
      List.of(
          "/etc/ld.so.cache",
          "/etc/udev/hwdb.bin",
          "/usr/lib/udev/hwdb.bin",
          "/usr/share/icons/hicolor/icon-theme.cache",
          "/usr/share/info/dir",
          "/usr/share/mime/mime.cache",
          "/var/cache",
          "/var/lib/systemd/catalog/database",
          "/var/log");

  private static final List<String> HISTORY_PATHS =
      List.of("/var/lib/dnf", "/var/lib/yum", "/usr/lib/sysimage/libdnf5");

  private static final List<String> RECORD_PATHS = List.of("/usr/share/node-customize");

  private final String title;

  Noise(String title) {
    this.title = title;
  }

  /** What it is, in words for people. */
  public String title() {
    return title;
  }

  /** The directories that the databases of two trees are in. */
  public static List<String> databasePlaces(FileTree before, FileTree after) {
    return Stream.of(before, after)
        .flatMap(
            tree ->
                InstalledDatabase.find(tree) instanceof DatabaseSearch.Found found
                    ? Stream.of(found.database().name())
                    : Stream.empty())
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .distinct()
        .toList();
  }

  /**
   * Which noise a path is.
   *
   * @param databases the directories of rpm databases
   */
  public static Optional<Noise> of(String path, List<String> databases) {
    if (isBelow(path, databases)) {
      return Optional.of(RPM_DATABASE);
    }
    if (isBelow(path, RECORD_PATHS)) {
      return Optional.of(RECORD);
    }
    if (isBelow(path, HISTORY_PATHS)) {
      return Optional.of(HISTORY);
    }
    return isBelow(path, CACHE_PATHS) ? Optional.of(CACHES) : Optional.empty();
  }

  private static boolean isBelow(String path, List<String> places) {
    return places.stream().anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
  }
}
