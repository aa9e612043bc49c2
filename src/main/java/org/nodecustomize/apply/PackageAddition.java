package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.plan.PackageLock;
import org.nodecustomize.plan.PackageSelection;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.PackageRepo;
import org.nodecustomize.site.Stated;

/**
 * Packages to add and how.
 *
 * @param files the package files
 * @param names what is to come from the repositories, as {@link PackageSelection} takes it
 * @param updates patterns of installed packages to bring to the newest version that the repositories
 *     have, as {@link org.nodecustomize.plan.UpdateSelection} takes them
 * @param repositories where names, updates and dependencies come from, the most preferred first; the
 *     keys of each are in {@code keys} too
 * @param keys files with OpenPGP keys to trust besides the image's own
 * @param unsigned patterns over names of packages that are taken although no trusted key has signed
 *     them; damaged ones are refused all the same
 * @param upgrade installed packages may be replaced by newer ones
 * @param documentation install files that are marked as documentation
 * @param weakDependencies install what packages recommend, where the repositories have it
 * @param exclude patterns over names of packages that must not come in
 * @param lock the only packages that may come in; empty where any may
 * @param wishes where files and names were asked for; none for those of a command line
 */
public record PackageAddition(
    List<Path> files,
    List<String> names,
    List<Stated<String>> updates,
    List<PackageRepo> repositories,
    List<Path> keys,
    List<String> unsigned,
    boolean upgrade,
    boolean documentation,
    boolean weakDependencies,
    List<String> exclude,
    Optional<PackageLock> lock,
    List<PackageInstall> wishes) {

  public PackageAddition {
    files = List.copyOf(files);
    names = List.copyOf(names);
    updates = List.copyOf(updates);
    repositories = List.copyOf(repositories);
    keys = List.copyOf(keys);
    unsigned = List.copyOf(unsigned);
    exclude = List.copyOf(exclude);
    wishes = List.copyOf(wishes);
  }

  /** Package files and what they need. */
  public PackageAddition(
      List<Path> files,
      List<Path> repositories,
      List<Path> keys,
      boolean allowUnsigned,
      boolean upgrade,
      boolean documentation) {
    this(
        files,
        List.of(),
        List.of(),
        repositories.stream().map(PackageAddition::directory).toList(),
        keys,
        allowUnsigned ? List.of("*") : List.of(),
        upgrade,
        documentation,
        false,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** A directory that the command line names. */
  static PackageRepo directory(Path path) {
    return new PackageRepo(
        new Origin("--repo", ""), "directory", new PackageRepo.Directory(path), List.of(), 99);
  }

  /** Whether a package of this name is taken although no trusted key has signed it. */
  boolean takesUnsigned(String name) {
    return unsigned.stream().anyMatch(pattern -> PackageSelection.matches(pattern, name));
  }

  /** Whether a package of this name must not come in. */
  boolean excludes(String name) {
    return exclude.stream().anyMatch(pattern -> PackageSelection.matches(pattern, name));
  }

  /** Whether the lock keeps a package out. */
  boolean locksOut(Nevra nevra) {
    return lock.filter(all -> !all.contains(nevra.toString())).isPresent();
  }
}
