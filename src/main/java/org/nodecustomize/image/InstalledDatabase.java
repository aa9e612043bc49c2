package org.nodecustomize.image;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.rpm.database.PackageDatabase;
import org.nodecustomize.tree.FileTree;

/** Finds the database of installed packages in an image's tree and reads it, without rpm. */
public final class InstalledDatabase {
  /** Where distributions have it: rpm-ostree and Fedora, imgbased, everybody else. */
  private static final List<String> DIRECTORIES =
      List.of("/usr/lib/sysimage/rpm", "/usr/share/rpm", "/var/lib/rpm");

  private InstalledDatabase() {}

  /**
   * Looks where the image's rpm is configured to, then at the usual places; links are followed.
   *
   * @throws org.nodecustomize.diag.ImageException if the tree cannot be read
   */
  public static DatabaseSearch find(FileTree tree) {
    RpmMacros macros = RpmMacros.read(tree);
    Set<String> places = new LinkedHashSet<>();
    macros.databaseDirectory().flatMap(tree::resolve).ifPresent(places::add);
    DIRECTORIES.forEach(directory -> tree.resolve(directory).ifPresent(places::add));
    for (String place : places) {
      DatabaseSearch search =
          PackageDatabase.find(
              place,
              name -> TreeBytes.of(tree, place + "/" + name).map(bytes -> bytes),
              format(macros.backEnd()));
      if (!(search instanceof DatabaseSearch.Absent)) {
        return search;
      }
    }
    return new DatabaseSearch.Absent();
  }

  /**
   * The packages of a database, imported keys left out.
   *
   * @throws org.nodecustomize.diag.ImageException if it is damaged
   */
  public static List<InstalledPackage> packages(PackageDatabase database) {
    List<InstalledPackage> packages = new ArrayList<>();
    database.forEach(
        header -> {
          if (!header.isKey()) {
            packages.add(new InstalledPackage(header.nevra(), header.installTime(), header.size()));
          }
        });
    return List.copyOf(packages);
  }

  private static Optional<PackageDatabase.Format> format(Optional<String> backEnd) {
    return switch (backEnd.orElse("")) {
      case "sqlite" -> Optional.of(PackageDatabase.Format.SQLITE);
      case "ndb" -> Optional.of(PackageDatabase.Format.NDB);
      case "bdb", "bdb_ro" -> Optional.of(PackageDatabase.Format.BERKELEY);
      default -> Optional.empty();
    };
  }
}
