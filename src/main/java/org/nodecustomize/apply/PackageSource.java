package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.event.Events;
import org.nodecustomize.rpm.RpmDirectory;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.site.PackageRepo;

/** Something that holds packages, and brings single ones to this machine. */
interface PackageSource {

  /**
   * What it holds; read once.
   *
   * @param events are told what cannot be used
   */
  List<RpmPackage> packages(Events events);

  /**
   * Where one of its packages is; brings it there where it is not on this machine.
   *
   * @throws IOException where it cannot be read or written
   */
  PackagePlace place(RpmPackage one) throws IOException;

  /** The sha256 of a package's file in hex; empty where only the whole file would tell. */
  Optional<String> sha256(RpmPackage one);

  /** Files of this machine that are named one by one. */
  PackageSource FILES = new Local(Optional.empty());

  /**
   * What a repository of a recipe or of the command line is.
   *
   * @param number of the repository, which gets a directory of its own
   */
  static PackageSource of(PackageRepo repo, int number, WorkDirectory work, HostContext context) {
    PackageRepo.Location location = repo.location();
    if (location instanceof PackageRepo.Iso iso) {
      return new IsoSource(repo.origin(), iso.path(), iso.directory());
    }
    if (location instanceof PackageRepo.Remote remote) {
      return new RemoteSource(
          repo.id(),
          remote.url(),
          new HttpFetcher(context.cancellation(), HttpFetcher.Patience.STANDARD),
          work.makeDirectory("repository" + number),
          context.events());
    }
    return new Local(Optional.of(((PackageRepo.Directory) location).path()));
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
    public PackagePlace place(RpmPackage one) throws IOException {
      return PackagePlace.whole(one.path());
    }

    @Override
    public Optional<String> sha256(RpmPackage one) {
      return Optional.of(InputDigests.sha256(one.path()));
    }
  }
}
