package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.plan.PackageDecisions;
import org.nodecustomize.plan.PackageRequest;
import org.nodecustomize.plan.PackageSelection;
import org.nodecustomize.rpm.DependencyClosure;
import org.nodecustomize.rpm.KeyRing;
import org.nodecustomize.rpm.RpmDirectory;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.tree.FileTree;

/** Adds package files and what they need. */
final class AddPackages implements Change {
  private static final int KEY_LIMIT = 1 << 20;

  private final PackageAddition addition;
  private final List<String> alreadyDone = new ArrayList<>();
  private final List<RpmPackage> given = new ArrayList<>();
  private final List<RpmPackage> named = new ArrayList<>();
  private final Map<RpmPackage, String> onDrive = new LinkedHashMap<>();
  private KeyRing keys = KeyRing.empty();
  private Optional<PackageDrive> drive = Optional.empty();
  private Optional<WorkDirectory> work = Optional.empty();

  AddPackages(PackageAddition addition) {
    this.addition = addition;
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    addition.files().forEach(file -> unreadable(file).ifPresent(problems::add));
    for (Path directory : addition.repositories()) {
      if (!Files.isDirectory(directory)) {
        problems.add(
            Problem.at(
                directory.toString(),
                Files.exists(directory) ? "not a directory" : "no such directory"));
      }
    }
    addition.keys().forEach(file -> unreadable(file).ifPresent(problems::add));
    return problems;
  }

  private static Optional<Problem> unreadable(Path file) {
    String name = file.toString();
    if (!Files.exists(file)) {
      return Optional.of(Problem.at(name, "no such file"));
    }
    if (Files.isDirectory(file)) {
      return Optional.of(
          Problem.at(name, "expected a file but was a directory")
              .withHint("name its packages: " + name + "/*.rpm"));
    }
    return Files.isReadable(file)
        ? Optional.empty()
        : Optional.of(Problem.at(name, "permission denied"));
  }

  @Override
  public Optional<Path> prepare(WorkDirectory work, HostContext context) {
    readKeys();
    readGiven();
    List<RpmPackage> candidates = new ArrayList<>();
    for (Path directory : addition.repositories()) {
      RpmDirectory content = RpmDirectory.read(directory);
      content
          .problems()
          .forEach(problem -> context.events().warning(problem.headline() + "; left out"));
      candidates.addAll(content.packages());
    }
    candidates.removeIf(
        one -> addition.excludes(one.nevra().name()) || addition.locksOut(one.nevra().toString()));
    select(candidates);
    PackageDrive packages = new PackageDrive(work);
    given.forEach(one -> onDrive.put(one, packages.add(PackageDrive.GIVEN, one)));
    DependencyClosure.of(given, candidates, one -> false)
        .forEach(one -> onDrive.put(one, packages.add(PackageDrive.REPOSITORY, one)));
    this.drive = Optional.of(packages);
    this.work = Optional.of(work);
    return Optional.of(packages.make(work, context.programs()));
  }

  /** Finds what the names mean, and refuses what must not come in. */
  private void select(List<RpmPackage> candidates) {
    List<Problem> problems = new ArrayList<>();
    given.forEach(
        one -> {
          if (addition.excludes(one.nevra().name())) {
            problems.add(Problem.at(one.path().toString(), "its name is excluded"));
          } else if (addition.locksOut(one.nevra().toString())) {
            problems.add(
                Problem.at(one.path().toString(), one.nevra() + " is not in the lock file"));
          }
        });
    PackageSelection selection = new PackageSelection(candidates, ImageSession.machine());
    for (String name : addition.names()) {
      PackageSelection.Result result = selection.select(name);
      if (result instanceof PackageSelection.Result.Found found) {
        found.packages().stream()
            .filter(one -> given.stream().noneMatch(p -> p.nevra().equals(one.nevra())))
            .forEach(
                one -> {
                  given.add(one);
                  named.add(one);
                });
      } else {
        problems.add(((PackageSelection.Result.Missing) result).problem());
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
  }

  private void readKeys() {
    List<Problem> problems = new ArrayList<>();
    for (Path file : addition.keys()) {
      try {
        if (Files.size(file) > KEY_LIMIT) {
          problems.add(Problem.at(file.toString(), "not a key file: larger than 1 MiB"));
          continue;
        }
        int before = keys.keys().size();
        keys = keys.plus(file.toString(), Files.readAllBytes(file));
        if (keys.keys().size() == before) {
          problems.add(
              Problem.at(file.toString(), "no OpenPGP public key in it")
                  .withHint("export one: gpg --export --armor KEY > FILE"));
        }
      } catch (IOException e) {
        problems.add(Problem.at(file.toString(), "cannot be read: " + e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
  }

  private void readGiven() {
    List<Problem> problems = new ArrayList<>();
    for (Path file : addition.files()) {
      try {
        given.add(RpmPackage.of(RpmFile.read(file).requireBinary()));
      } catch (OperationException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
  }

  @Override
  public boolean isDue(FileTree image) {
    Optional<KnownFacts> known = KnownFacts.of(image);
    if (known.isEmpty()) {
      return true;
    }
    PackageDecisions decisions = decisions(known.get().facts());
    if (decisions.install().isEmpty()) {
      tellPresent(decisions);
    }
    return !decisions.install().isEmpty();
  }

  private void tellPresent(PackageDecisions decisions) {
    decisions
        .alreadyInstalled().stream()
        .map(one -> one.content().nevra() + " is already installed")
        .filter(text -> !alreadyDone.contains(text))
        .forEach(alreadyDone::add);
  }

  @Override
  public Optional<Work> decide(
      MountedImage image, ImageFacts facts, String imported, HostContext context) {
    PackageDecisions decisions = decisions(facts);
    tellPresent(decisions);
    if (decisions.install().isEmpty()) {
      return Optional.empty();
    }
    SignatureGate gate = SignatureGate.of(keys, imported, image, addition::takesUnsigned);
    PackageManagerKind manager =
        facts
            .packageManager()
            .orElseThrow(() -> new ImageException(Problem.of("no package manager in the image")));
    AdmittedPackages admitted =
        AdmittedPackages.check(
            decisions.install().stream().map(PackageRequest.Given::content).toList(),
            onDrive,
            drive.orElseThrow(),
            gate);
    admitted.leftOut().forEach(problem -> context.events().warning(problem.headline()));
    return Optional.of(
        new InstallationWork(admitted, addition, manager, drive.orElseThrow(), work.orElseThrow()));
  }

  /** The packages that are to be installed, beside what they need. */
  List<RpmPackage> wanted(ImageFacts facts) {
    return decisions(facts).install().stream().map(PackageRequest.Given::content).toList();
  }

  private PackageDecisions decisions(ImageFacts facts) {
    // Who asks for a name is content with whatever version is there.
    List<RpmPackage> present = named.stream().filter(one -> isPresent(one, facts)).toList();
    PackageDecisions decisions =
        PackageDecisions.decide(
            new PackageRequest(
                given.stream()
                    .filter(one -> !present.contains(one))
                    .map(PackageRequest.Given::new)
                    .toList(),
                addition.upgrade()),
            facts);
    List<PackageRequest.Given> already = new ArrayList<>(decisions.alreadyInstalled());
    present.forEach(one -> already.add(new PackageRequest.Given(one)));
    return new PackageDecisions(decisions.install(), already);
  }

  private boolean isPresent(RpmPackage one, ImageFacts facts) {
    return addition.names().contains(one.nevra().name())
        && !facts.installed(one.nevra().name()).isEmpty();
  }

  @Override
  public List<String> alreadyDone() {
    return List.copyOf(alreadyDone);
  }
}
