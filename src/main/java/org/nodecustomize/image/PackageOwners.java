package org.nodecustomize.image;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rpm.InstalledHeader;
import org.nodecustomize.rpm.database.PackageDatabase;

/** Says which packages own paths. */
public final class PackageOwners {
  /** Directories that moved below /usr; older packages still name them by their links. */
  private static final List<String> MOVED = List.of("/bin/", "/lib/", "/lib64/", "/sbin/");

  private PackageOwners() {}

  /**
   * The changes, with the packages that own their paths.
   *
   * @param databases of both images; where several packages own a path, any of them is told
   */
  public static List<FileChange> of(List<FileChange> changes, List<PackageDatabase> databases) {
    Set<String> paths = new HashSet<>();
    changes.forEach(change -> paths.add(change.path()));
    Map<String, String> owners = new HashMap<>();
    if (!paths.isEmpty()) {
      databases.forEach(database -> database.forEach(header -> collect(header, paths, owners)));
    }
    return changes.stream()
        .map(
            change ->
                owners.containsKey(change.path())
                    ? change.ownedBy(owners.getOrDefault(change.path(), ""))
                    : change)
        .toList();
  }

  private static void collect(
      InstalledHeader header, Set<String> paths, Map<String, String> owners) {
    header.files().stream()
        .map(InstalledFile::path)
        .flatMap(PackageOwners::spellings)
        .filter(paths::contains)
        .forEach(path -> owners.put(path, header.nevra().name()));
  }

  private static Stream<String> spellings(String path) {
    return MOVED.stream().anyMatch(path::startsWith)
        ? Stream.of(path, "/usr" + path)
        : Stream.of(path);
  }
}
