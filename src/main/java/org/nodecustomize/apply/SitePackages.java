package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.PackageRepo;
import org.nodecustomize.site.Packages;
import org.nodecustomize.site.SignaturePolicy;
import org.nodecustomize.site.Stated;

/** What a recipe's packages section means to {@link AddPackages}. */
final class SitePackages {
  private static final long LOCK_LIMIT = 1 << 20;

  private final Packages wish;

  SitePackages(Packages wish) {
    this.wish = wish;
  }

  /** What cannot be done yet, told by its place. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (PackageRepo repo : wish.repos()) {
      if (repo.location() instanceof PackageRepo.Iso iso) {
        problems.add(
            repo.origin()
                .problem("unsupported: packages on an installation medium")
                .withHint(
                    "mount it and name its directory: mount -o loop,ro %s DIR"
                        .formatted(iso.path())));
      } else if (repo.location() instanceof PackageRepo.Remote remote) {
        problems.add(
            repo.origin()
                .problem("unsupported: packages from a server")
                .withHint(
                    "copy them first: dnf download --resolve NAME, or wget -r " + remote.url()));
      }
    }
    if (wish.repos().isEmpty()) {
      wish.update()
          .forEach(
              one ->
                  problems.add(
                      one.origin()
                          .problem("no repository to take newer packages from")
                          .withHint("name a directory of packages under 'repos' of a recipe")));
    }
    return problems;
  }

  /** The packages to add and to update; empty where none are wanted. */
  Optional<PackageAddition> addition() {
    if (wish.install().isEmpty() && wish.update().isEmpty()) {
      return Optional.empty();
    }
    List<Path> files = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (PackageInstall one : wish.install()) {
      if (one.selection() instanceof PackageInstall.Files some) {
        files.addAll(some.files());
      } else {
        names.add(((PackageInstall.Named) one.selection()).spec());
      }
    }
    List<PackageRepo> repos = new ArrayList<>(wish.repos());
    repos.sort(Comparator.comparingInt(PackageRepo::priority));
    List<Path> directories = new ArrayList<>();
    List<Path> keys = new ArrayList<>(wish.keys().stream().map(Stated::value).toList());
    for (PackageRepo repo : repos) {
      keys.addAll(repo.keys());
      if (repo.location() instanceof PackageRepo.Directory directory) {
        directories.add(directory.path());
      }
    }
    List<String> unsigned =
        wish.signatures() instanceof SignaturePolicy.AllowUnsigned allow
            ? allow.packages()
            : List.of();
    return Optional.of(
        new PackageAddition(
            files,
            names,
            wish.update(),
            directories,
            keys,
            unsigned,
            true,
            wish.docs(),
            wish.weakDependencies(),
            wish.exclude().stream().map(Stated::value).toList(),
            lock()));
  }

  private Optional<List<String>> lock() {
    if (wish.lock().isEmpty() || !Files.exists(wish.lock().get().value())) {
      return Optional.empty();
    }
    Stated<Path> lock = wish.lock().get();
    try {
      if (Files.size(lock.value()) > LOCK_LIMIT) {
        throw new UsageException(lock.origin().problem("expected at most 1 MiB but is larger"));
      }
      return Optional.of(
          Files.readAllLines(lock.value()).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList());
    } catch (IOException e) {
      throw new UsageException(lock.origin().problem("cannot be read: " + e.getMessage()), e);
    }
  }
}
