package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.op.InstallPackages;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.op.PackageTransaction;
import org.nodecustomize.plan.PackageDecisions;
import org.nodecustomize.proc.ProgramResult;
import org.nodecustomize.report.ByteSizes;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmPackage;

/** The transaction that brings admitted packages into an image. */
final class InstallationWork implements Change.Work {
  private static final Duration LIMIT = Duration.ofMinutes(60);

  private final AdmittedPackages admitted;
  private final PackageAddition addition;
  private final PackageManagerKind manager;
  private final PackageDrive drive;
  private final WorkDirectory work;
  private final List<ChangeRecord.PackageFile> files = new ArrayList<>();

  InstallationWork(
      AdmittedPackages admitted,
      PackageAddition addition,
      PackageManagerKind manager,
      PackageDrive drive,
      WorkDirectory work) {
    this.admitted = admitted;
    this.addition = addition;
    this.manager = manager;
    this.drive = drive;
    this.work = work;
  }

  @Override
  public PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context) {
    requireRoom(image, facts);
    PackageTransaction transaction =
        new PackageTransaction(image, manager, LIMIT, TransactionProgress.of(context.events()));
    PackageChanges changes =
        byRpmAlone(transaction, image, facts)
            .orElseGet(() -> byManager(transaction, image, facts, context));
    requireAsWanted(changes);
    remember(changes);
    return changes;
  }

  @Override
  public ChangeRecord record(PackageChanges changes) {
    return new ChangeRecord(
            "add-rpm",
            files,
            changes.installed().stream().map(Nevra::toString).toList(),
            changes.removed().stream().map(Nevra::toString).toList())
        .askedBy(PackageOrigins.of(addition, admitted, changes));
  }

  private Optional<PackageChanges> byRpmAlone(
      PackageTransaction transaction, MountedImage image, ImageFacts facts) {
    return resolvesByItself() && isPlainAddition(facts) && !wantsWeak()
        ? transaction.installIfComplete(
            operation(List.of(), Optional.empty(), image),
            admitted.wanted().stream().map(one -> one.content().nevra()).toList(),
            facts.packages())
        : Optional.empty();
  }

  private boolean wantsWeak() {
    return addition.weakDependencies() && !admitted.candidates().isEmpty();
  }

  /** Whether nothing that is installed, nor one of the packages themselves, is touched by another. */
  private boolean isPlainAddition(ImageFacts facts) {
    Set<String> names = new HashSet<>();
    return admitted.wanted().stream()
        .map(AdmittedPackages.Admitted::content)
        .allMatch(
            one ->
                names.add(one.nevra().name())
                    && facts.installed(one.nevra().name()).isEmpty()
                    && one.obsoletes().stream()
                        .allMatch(old -> facts.installed(old.name()).isEmpty()));
  }

  private PackageChanges byManager(
      PackageTransaction transaction, MountedImage image, ImageFacts facts, HostContext context) {
    List<AdmittedPackages.Admitted> candidates = usable(facts);
    return resolvesByItself()
        ? transaction.install(
            operation(List.of(), repository(candidates, image, context), image), facts.packages())
        : transaction.install(
            operation(needed(candidates, transaction, image), Optional.empty(), image),
            facts.packages());
  }

  private boolean resolvesByItself() {
    return manager == PackageManagerKind.DNF || manager == PackageManagerKind.YUM;
  }

  /** Without --upgrade, nothing that is installed may be replaced on the way. */
  private List<AdmittedPackages.Admitted> usable(ImageFacts facts) {
    return admitted.candidates().stream()
        .filter(
            one -> {
              Nevra nevra = one.content().nevra();
              return addition.upgrade()
                  || facts.installed(nevra.name()).stream()
                      .noneMatch(p -> p.nevra().arch().equals(nevra.arch()));
            })
        .toList();
  }

  private InstallPackages operation(
      List<AdmittedPackages.Admitted> extra, Optional<String> repository, MountedImage image) {
    return new InstallPackages(
        paths(admitted.wanted(), image),
        paths(extra, image),
        repository,
        addition.upgrade(),
        addition.documentation(),
        addition.weakDependencies());
  }

  private static List<String> paths(List<AdmittedPackages.Admitted> some, MountedImage image) {
    return some.stream().map(one -> image.packages() + "/" + one.path()).toList();
  }

  /**
   * The packages alone need this much, less what they take the place of; what scriptlets write comes
   * on top.
   */
  private void requireRoom(MountedImage image, ImageFacts facts) {
    long needed =
        admitted.wanted().stream()
            .mapToLong(one -> one.content().installedSize() - replaced(one.content(), facts))
            .sum();
    long free = image.freeBytes();
    if (needed > free) {
      throw new OperationException(
          Problem.of(
                  "no room in the image: the packages need %s, %s are free"
                      .formatted(ByteSizes.text(needed), ByteSizes.text(free)))
              .withHint(
                  "enlarge the file system in the same run: --grow +%dM"
                      .formatted(((needed - free + (64 << 20)) >> 20) + 1)));
    }
  }

  private static long replaced(RpmPackage coming, ImageFacts facts) {
    return facts.installed(coming.nevra().name()).stream()
        .filter(one -> PackageDecisions.isSamePackage(one.nevra(), coming.nevra()))
        .mapToLong(InstalledPackage::size)
        .sum();
  }

  /**
   * Metadata over the candidates, so that dnf and yum can choose. Only what was admitted is in it;
   * the packages themselves are on the read-only drive.
   */
  private Optional<String> repository(
      List<AdmittedPackages.Admitted> candidates, MountedImage image, HostContext context) {
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    Path metadata = work.makeDirectory("metadata");
    Path list = work.resolve("candidates");
    try {
      Files.write(
          list,
          candidates.stream()
              .map(one -> one.path().substring(PackageDrive.REPOSITORY.length() + 1))
              .toList());
    } catch (IOException e) {
      throw new HostException(
          Problem.at(list.toString(), "cannot be written: " + e.getMessage()), e);
    }
    drive.inDirectory(
        candidates.stream().map(AdmittedPackages.Admitted::path).toList(),
        directory ->
            describe(
                context,
                List.of(
                    "createrepo_c",
                    "--quiet",
                    "--no-database",
                    "--simple-md-filenames",
                    "--general-compress-type=gz",
                    "--pkglist=" + list,
                    "--baseurl=file://" + image.packages() + "/" + PackageDrive.REPOSITORY,
                    "--outputdir=" + metadata,
                    directory.toString())));
    String place = image.scratch() + "/repository";
    image.makeDirectories(place + "/repodata");
    try (Stream<Path> made = Files.list(metadata.resolve("repodata"))) {
      made.sorted().forEach(file -> image.copyIn(file, place + "/repodata/" + file.getFileName()));
    } catch (IOException e) {
      throw new HostException(
          Problem.at(metadata.toString(), "cannot be read: " + e.getMessage()), e);
    }
    return Optional.of(place);
  }

  private static void describe(HostContext context, List<String> command) {
    ProgramResult result = context.programs().run(command, Duration.ofMinutes(10));
    if (!result.succeeded()) {
      throw new HostException(
          Problem.of("createrepo_c failed (exit code " + result.exitCode() + ")")
              .withDetail(result.tail(5)));
    }
  }

  /** rpm alone does not choose: what it says is missing is added until it says nothing more. */
  private List<AdmittedPackages.Admitted> needed(
      List<AdmittedPackages.Admitted> candidates,
      PackageTransaction transaction,
      MountedImage image) {
    Set<AdmittedPackages.Admitted> chosen = new LinkedHashSet<>();
    boolean grown = true;
    while (grown) {
      List<String> missing =
          transaction.missing(operation(List.copyOf(chosen), Optional.empty(), image));
      grown = false;
      for (AdmittedPackages.Admitted candidate : candidates) {
        if (!chosen.contains(candidate)
            && missing.stream().anyMatch(need -> provides(candidate.content(), need))) {
          chosen.add(candidate);
          grown = true;
        }
      }
    }
    return List.copyOf(chosen);
  }

  private static boolean provides(RpmPackage candidate, String need) {
    String name = need.split(" ", -1)[0];
    return candidate.nevra().name().equals(name)
        || candidate.provides().stream().anyMatch(provide -> provide.name().equals(name))
        || (name.startsWith("/") && candidate.files().contains(name));
  }

  private void requireAsWanted(PackageChanges changes) {
    List<Problem> problems = new ArrayList<>();
    for (AdmittedPackages.Admitted one : admitted.wanted()) {
      if (!changes.installed().contains(one.content().nevra())) {
        problems.add(
            Problem.at(
                one.content().path().toString(),
                "the image's " + manager.id() + " reported success but did not install it"));
      }
    }
    Set<Nevra> allowed = admitted.nevras();
    for (Nevra nevra : changes.installed()) {
      if (!allowed.contains(nevra)) {
        problems.add(Problem.of("the transaction also installed " + nevra));
      }
    }
    if (!addition.upgrade()) {
      for (Nevra nevra : changes.removed()) {
        problems.add(
            Problem.of("the transaction removed " + nevra)
                .withHint("if that is wanted, allow it with --upgrade"));
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
  }

  private void remember(PackageChanges changes) {
    Stream.concat(
            admitted.wanted().stream().map(one -> entry(one, false)),
            admitted.candidates().stream()
                .filter(one -> changes.installed().contains(one.content().nevra()))
                .filter(one -> !isWanted(one))
                .map(one -> entry(one, true)))
        .forEach(files::add);
  }

  private boolean isWanted(AdmittedPackages.Admitted candidate) {
    return admitted.wanted().stream()
        .anyMatch(one -> one.content().nevra().equals(candidate.content().nevra()));
  }

  private ChangeRecord.PackageFile entry(AdmittedPackages.Admitted one, boolean dependency) {
    return new ChangeRecord.PackageFile(
        one.content().nevra().toString(),
        drive.file(one.path()).sha256(),
        one.signature(),
        dependency);
  }
}
