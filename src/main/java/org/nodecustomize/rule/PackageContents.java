package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Dependency;
import org.nodecustomize.rpm.InstalledFile;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.database.PackageDatabase;

/**
 * What the packages of an image brought, read from its rpm database. Paths of /bin, /lib, /lib64 and
 * /sbin are told as those below /usr that they lead to, those of /var/run and /var/lock as those
 * below /run.
 */
public final class PackageContents implements PackageOwnership {
  private static final List<String> MERGED = List.of("/bin/", "/lib/", "/lib64/", "/sbin/");

  private final List<Contents> packages;
  private final Map<String, Owned> files;

  private PackageContents(List<Contents> packages, Map<String, Owned> files) {
    this.packages = packages;
    this.files = files;
  }

  /**
   * A package.
   *
   * @param keyIds of the keys that signed it; empty for an unsigned one
   */
  public record Contents(
      Nevra nevra,
      List<Dependency> requires,
      List<Dependency> provides,
      List<String> keyIds,
      List<InstalledFile> files,
      InstalledPackage row) {}

  /** A file and the package that brought it. */
  public record Owned(Nevra owner, InstalledFile file) {}

  /**
   * Reads a database; imported keys are left out.
   *
   * @throws org.nodecustomize.diag.ImageException if it is damaged
   */
  public static PackageContents read(PackageDatabase database) {
    List<Contents> packages = new ArrayList<>();
    database.forEach(
        header -> {
          if (!header.isKey()) {
            packages.add(
                new Contents(
                    header.nevra(),
                    header.requires(),
                    header.provides(),
                    header.signatureKeyIds(),
                    header.files(),
                    new InstalledPackage(header.nevra(), header.installTime(), header.size())));
          }
        });
    return of(packages);
  }

  /** Of packages that are known. */
  public static PackageContents of(List<Contents> packages) {
    Map<String, Owned> files = new HashMap<>();
    for (Contents contents : packages) {
      for (InstalledFile file : contents.files()) {
        files.putIfAbsent(merged(file.path()), new Owned(contents.nevra(), file));
      }
    }
    return new PackageContents(List.copyOf(packages), files);
  }

  /** Where a path of a package leads to in an image whose directories are links as they must be. */
  public static String merged(String path) {
    if (path.startsWith("/var/run/") || path.startsWith("/var/lock/")) {
      return path.startsWith("/var/run/")
          ? path.substring("/var".length())
          : "/run" + path.substring("/var".length());
    }
    return MERGED.stream().anyMatch(path::startsWith) ? "/usr" + path : path;
  }

  @Override
  public boolean owns(String path) {
    return files.containsKey(merged(path));
  }

  /** The file of a package at a path. */
  public Optional<Owned> file(String path) {
    return Optional.ofNullable(files.get(merged(path)));
  }

  /** The rows of the database. */
  public List<InstalledPackage> installed() {
    return packages.stream().map(Contents::row).toList();
  }

  public List<Contents> packages() {
    return packages;
  }
}
