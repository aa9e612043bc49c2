package org.nodecustomize.op;

import java.util.List;
import java.util.Optional;

/**
 * Installs packages with the image's own package manager, in one transaction.
 *
 * @param files absolute paths in the image, below {@link
 *     org.nodecustomize.image.MountedImage#packages}, of what was asked for
 * @param candidates the same of packages that may come in as dependencies, where the image has only
 *     rpm and cannot choose by itself
 * @param repository a directory in the image with repodata that may resolve dependencies; empty
 *     where there is none
 * @param upgrade whether installed packages may be replaced by newer ones
 * @param documentation whether files marked as documentation are installed
 * @param weakDependencies whether what packages recommend is installed, where the manager knows that
 */
public record InstallPackages(
    List<String> files,
    List<String> candidates,
    Optional<String> repository,
    boolean upgrade,
    boolean documentation,
    boolean weakDependencies) {

  public InstallPackages {
    files = List.copyOf(files);
    candidates = List.copyOf(candidates);
  }

  /** Without weak dependencies. */
  public InstallPackages(
      List<String> files,
      List<String> candidates,
      Optional<String> repository,
      boolean upgrade,
      boolean documentation) {
    this(files, candidates, repository, upgrade, documentation, false);
  }
}
