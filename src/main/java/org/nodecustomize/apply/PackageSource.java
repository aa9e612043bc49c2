package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.event.Events;
import org.nodecustomize.rpm.RpmDirectory;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.site.PackageRepo;

/** Something that holds packages, and from which single ones are brought to this run's directory. */
interface PackageSource {

  /**
   * What it holds; read once.
   *
   * @param events are told what cannot be used
   */
  List<RpmPackage> packages(Events events);

  /**
   * Brings the file of one of its packages.
   *
   * @param target does not exist yet
   * @throws IOException where it cannot be read or written
   */
  void copy(RpmPackage one, Path target) throws IOException;

  /** The sha256 of a package's file in hex; empty where only the whole file would tell. */
  Optional<String> sha256(RpmPackage one);

  /** Files of this machine that are named one by one. */
  PackageSource FILES = new Local(Optional.empty());

  /** What a repository of a recipe or of the command line is. */
  static PackageSource of(PackageRepo repo) {
    if (repo.location() instanceof PackageRepo.Iso iso) {
      return new IsoSource(repo.origin(), iso.path(), iso.directory());
    }
    if (repo.location() instanceof PackageRepo.Directory directory) {
      return new Local(Optional.of(directory.path()));
    }
    throw new IllegalArgumentException("not refused before: " + repo.location());
  }

  /**
   * Files of this machine.
   *
   * @param directory where they are looked for; empty for none
   */
  record Local(Optional<Path> directory) implements PackageSource {
    @Override
    public List<RpmPackage> packages(Events events) {
      return directory.stream()
          .map(RpmDirectory::read)
          .flatMap(
              content -> {
                content
                    .problems()
                    .forEach(problem -> events.warning(problem.headline() + "; left out"));
                return content.packages().stream();
              })
          .toList();
    }

    @Override
    public void copy(RpmPackage one, Path target) throws IOException {
      Files.copy(one.path().toRealPath(), target);
    }

    @Override
    public Optional<String> sha256(RpmPackage one) {
      return Optional.of(InputDigests.sha256(one.path()));
    }
  }
}
