package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.event.Events;
import org.nodecustomize.rpm.RpmDirectory;
import org.nodecustomize.rpm.RpmPackage;

/** Something that holds packages, and from which single ones are brought to this run's directory. */
interface PackageSource extends AutoCloseable {

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

  @Override
  default void close() {}

  /** Files of this machine. */
  PackageSource FILES = new Local(List.of());

  /** Directories of this machine. */
  record Local(List<Path> directories) implements PackageSource {
    public Local {
      directories = List.copyOf(directories);
    }

    @Override
    public List<RpmPackage> packages(Events events) {
      return directories.stream()
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
