package org.nodecustomize.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The packages that an image shall have.
 *
 * @param install packages to install: files of this machine, or names that a repository resolves
 * @param remove names or globs of installed packages
 * @param update names or globs of packages to bring to the newest version; {@code *} is all
 * @param repos where dependencies and names come from
 * @param keys files with OpenPGP keys to trust besides the image's own
 * @param signatures what to do about packages that no trusted key has signed
 * @param docs install files that are marked as documentation
 * @param weakDependencies install what packages recommend
 * @param exclude globs of names that must not be installed
 * @param lock a file with the exact packages: written where it is missing, else kept to
 */
public record Packages(
    List<PackageInstall> install,
    List<Stated<String>> remove,
    List<Stated<String>> update,
    List<PackageRepo> repos,
    List<Stated<Path>> keys,
    SignaturePolicy signatures,
    boolean docs,
    boolean weakDependencies,
    List<Stated<String>> exclude,
    Optional<Stated<Path>> lock) {

  /** No wish. */
  public static final Packages NONE =
      new Packages(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          new SignaturePolicy.Required(),
          false,
          false,
          List.of(),
          Optional.empty());

  public Packages {
    install = List.copyOf(install);
    remove = List.copyOf(remove);
    update = List.copyOf(update);
    repos = List.copyOf(repos);
    keys = List.copyOf(keys);
    exclude = List.copyOf(exclude);
  }

  /** Whether packages come or go. */
  public boolean touchesImage() {
    return !install.isEmpty() || !remove.isEmpty() || !update.isEmpty();
  }
}
