package org.nodecustomize.apply;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.nodecustomize.image.InstalledDatabase;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.rpm.database.PackageDatabase;
import org.nodecustomize.tree.FileTree;

/** What a tree's database of packages tells, without the image's rpm. */
final class InstalledNow {
  private InstalledNow() {}

  /** The installed packages; empty where the database cannot be read without rpm. */
  static Optional<List<InstalledPackage>> in(FileTree tree) {
    return database(tree).map(InstalledDatabase::packages);
  }

  /** Whether a path belongs to an installed package; nothing does where that cannot be told. */
  static Predicate<String> packaged(FileTree tree) {
    Set<String> paths = new HashSet<>();
    database(tree)
        .ifPresent(
            found -> found.forEach(header -> header.files().forEach(f -> paths.add(f.path()))));
    return paths::contains;
  }

  private static Optional<PackageDatabase> database(FileTree tree) {
    return InstalledDatabase.find(tree) instanceof DatabaseSearch.Found found
        ? Optional.of(found.database())
        : Optional.empty();
  }
}
