package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.plan.PackageSelection;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.PackageRepo;
import org.nodecustomize.site.Packages;
import org.nodecustomize.site.SignaturePolicy;
import org.nodecustomize.site.Stated;

/** What a recipe's packages section means to {@link AddPackages}. */
final class SitePackages {
  private final Packages wish;
  private final SiteOptions options;
  private final Optional<LockFile> lock;

  SitePackages(Packages wish, SiteOptions options) {
    this.wish = wish;
    this.options = options;
    this.lock = wish.lock().map(place -> new LockFile(place, options.updateLock()));
  }

  /** The file that a run has to write when it is done; empty where there is none. */
  Optional<LockFile> lockToWrite() {
    return wish.install().isEmpty() && wish.update().isEmpty()
        ? Optional.empty()
        : lock.filter(LockFile::isToBeWritten);
  }

  /** What cannot be done yet, told by its place. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    lock.ifPresent(file -> problems.addAll(file.problems()));
    if (options.updateLock() && lock.isEmpty()) {
      problems.add(
          Problem.at("--update-lock", "the recipe has no lock file")
              .withHint("name one in it: packages: {lock: site.lock}"));
    }
    for (PackageRepo repo : wish.repos()) {
      if (repo.location() instanceof PackageRepo.Remote remote) {
        remoteProblem(repo, remote).ifPresent(problems::add);
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

  private Optional<Problem> remoteProblem(PackageRepo repo, PackageRepo.Remote remote) {
    String address = remote.url().toString();
    if (!options.network()) {
      return Optional.of(
          repo.origin()
              .problem("packages from a server need the option --network")
              .withHint(
                  "add --network, or copy them and name the directory: dnf download --resolve NAME"));
    }
    if (remote.url().getHost() == null || address.contains("$")) {
      return Optional.of(
          repo.origin()
              .problem("expected the address of a repository but was '" + address + "'")
              .withHint("a directory of this machine is named by 'directory'"));
    }
    boolean open = remote.url().getScheme().equals("http");
    return open && wish.signatures() instanceof SignaturePolicy.AllowUnsigned
        ? Optional.of(
            repo.origin()
                .problem("packages without a signature are not taken over http")
                .withHint("name it by https://, or copy them and name the directory"))
        : Optional.empty();
  }

  /** What a transaction failed for, by the line of the recipe that wants the packages. */
  Problem told(Problem problem) {
    String text = problem.headline() + String.join("\n", problem.detail());
    Optional<Origin> origin =
        wish.install().stream()
            .filter(one -> isAbout(one.selection(), text))
            .map(PackageInstall::origin)
            .findFirst()
            .or(() -> wish.install().stream().map(PackageInstall::origin).findFirst())
            .or(() -> wish.update().stream().map(Stated::origin).findFirst())
            .or(() -> wish.remove().stream().map(Stated::origin).findFirst());
    return origin
        .map(
            where -> {
              Problem told = where.problem(problem.headline()).withDetail(problem.detail());
              return problem.hint().map(told::withHint).orElse(told);
            })
        .orElse(problem);
  }

  private static boolean isAbout(PackageInstall.Selection selection, String text) {
    return selection instanceof PackageInstall.Files some
        ? some.files().stream()
            .map(file -> String.valueOf(file.getFileName()).replaceFirst("\\.rpm$", ""))
            .anyMatch(text::contains)
        : text.contains(((PackageInstall.Named) selection).spec());
  }

  /** Who asked for installed packages to go. */
  List<ChangeRecord.PackageOrigin> ofRemoval(List<Nevra> removed) {
    return removed.stream()
        .flatMap(
            nevra ->
                wish.remove().stream()
                    .filter(pattern -> PackageSelection.means(pattern.value(), nevra))
                    .limit(1)
                    .map(
                        pattern ->
                            new ChangeRecord.PackageOrigin(
                                nevra.toString(), pattern.origin().toString(), Optional.empty())))
        .toList();
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
    List<Path> keys = new ArrayList<>(wish.keys().stream().map(Stated::value).toList());
    for (PackageRepo repo : repos) {
      keys.addAll(repo.keys());
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
            repos,
            keys,
            unsigned,
            true,
            wish.docs(),
            wish.weakDependencies(),
            wish.exclude().stream().map(Stated::value).toList(),
            lock.flatMap(LockFile::read),
            wish.install()));
  }
}
