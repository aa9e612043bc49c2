package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
import org.nodecustomize.plan.UpdateSelection;
import org.nodecustomize.rpm.DependencyClosure;
import org.nodecustomize.rpm.KeyRing;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmDirectory;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.tree.FileTree;

/** Adds package files and what they need. */
final class AddPackages implements Change {
  private static final int KEY_LIMIT = 1 << 20;

  private final PackageAddition addition;
  private final Predicate<Nevra> removed;
  private final Set<String> alreadyDone = new LinkedHashSet<>();
  private final List<RpmPackage> candidates = new ArrayList<>();
  private final List<RpmPackage> given = new ArrayList<>();
  private final List<RpmPackage> named = new ArrayList<>();
  private final Map<RpmPackage, String> onDrive = new LinkedHashMap<>();
  private KeyRing keys = KeyRing.empty();
  private Optional<PackageDrive> drive = Optional.empty();
  private Optional<WorkDirectory> work = Optional.empty();

  AddPackages(PackageAddition addition) {
    this(addition, nevra -> false);
  }

  /**
   * @param removed tells which installed packages go before
   */
  AddPackages(PackageAddition addition, Predicate<Nevra> removed) {
    this.addition = addition;
    this.removed = removed;
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
  public void prepare(WorkDirectory work, HostContext context) {
    readKeys();
    readGiven();
    for (Path directory : addition.repositories()) {
      RpmDirectory content = RpmDirectory.read(directory);
      content
          .problems()
          .forEach(problem -> context.events().warning(problem.headline() + "; left out"));
      candidates.addAll(content.packages());
    }
    candidates.removeIf(
        one -> addition.excludes(one.nevra().name()) || addition.locksOut(one.nevra().toString()));
    select();
  }

  @Override
  public Optional<Path> drive(Optional<ImageFacts> known, WorkDirectory work, HostContext context) {
    List<RpmPackage> wanted = known.map(this::wanted).orElse(given);
    List<RpmPackage> conceivable = known.isPresent() ? List.of() : conceivable();
    PackageDrive packages = new PackageDrive(work);
    wanted.forEach(one -> onDrive.put(one, packages.add(PackageDrive.GIVEN, one)));
    conceivable.forEach(
        one -> onDrive.putIfAbsent(one, packages.add(PackageDrive.REPOSITORY, one)));
    // What is installed already is needed by nobody.
    DependencyClosure.of(
            Stream.concat(wanted.stream(), conceivable.stream()).toList(),
            candidates,
            one -> known.filter(facts -> facts.isInstalled(one.nevra())).isPresent())
        .forEach(one -> onDrive.put(one, packages.add(PackageDrive.REPOSITORY, one)));
    this.drive = Optional.of(packages);
    this.work = Optional.of(work);
    return Optional.of(packages.make(work, context.programs()));
  }

  /** What an update can turn out to want, where it is not known yet what is installed. */
  private List<RpmPackage> conceivable() {
    return candidates.stream()
        .filter(
            one ->
                addition.updates().stream()
                    .anyMatch(pattern -> UpdateSelection.isMeant(pattern.value(), one.nevra())))
        .toList();
  }

  /** Finds what the names mean, and refuses what must not come in. */
  private void select() {
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
    return known.isEmpty() || isDue(known.get().facts());
  }

  /**
   * Whether packages have to come in.
   *
   * @throws OperationException with all that cannot be done in this image
   */
  boolean isDue(ImageFacts facts) {
    Decided decided = decided(facts);
    if (decided.install().isEmpty()) {
      tellPresent(decided);
    }
    return !decided.install().isEmpty();
  }

  private void tellPresent(Decided decided) {
    decided.present().forEach(one -> alreadyDone.add(one.nevra() + " is already installed"));
    decided
        .updates()
        .upToDate()
        .forEach(pattern -> alreadyDone.add("nothing newer than installed for '" + pattern + "'"));
  }

  @Override
  public Optional<Work> decide(
      MountedImage image, ImageFacts facts, String imported, HostContext context) {
    Decided decided = decided(facts);
    tellPresent(decided);
    if (decided.install().isEmpty()) {
      return Optional.empty();
    }
    SignatureGate gate = SignatureGate.of(keys, imported, image, addition::takesUnsigned);
    PackageManagerKind manager =
        facts
            .packageManager()
            .orElseThrow(() -> new ImageException(Problem.of("no package manager in the image")));
    AdmittedPackages admitted =
        AdmittedPackages.check(decided.install(), onDrive, drive.orElseThrow(), gate);
    admitted.leftOut().forEach(problem -> context.events().warning(problem.headline()));
    return Optional.of(
        new InstallationWork(admitted, addition, manager, drive.orElseThrow(), work.orElseThrow()));
  }

  /**
   * What is to be done in an image.
   *
   * @param install the packages that go in, beside what they need
   * @param present those that the image has
   */
  private record Decided(
      List<RpmPackage> install, List<RpmPackage> present, UpdateSelection updates) {}

  /** The packages that are to be installed, beside what they need. */
  private List<RpmPackage> wanted(ImageFacts facts) {
    return decided(facts).install();
  }

  /** What will happen, one line for each package. */
  List<String> lines(ImageFacts facts) {
    Decided decided = decided(facts);
    List<String> lines = new ArrayList<>();
    decided
        .install()
        .forEach(
            one ->
                lines.add(
                    decided.updates().updates().stream()
                        .filter(update -> update.newer() == one)
                        .findFirst()
                        .map(update -> "update " + update.installed() + " to " + one.nevra())
                        .orElse("install " + one.nevra())));
    return lines;
  }

  private Decided decided(ImageFacts facts) {
    // Who asks for a name is content with whatever version is there.
    List<RpmPackage> present = named.stream().filter(one -> isPresent(one, facts)).toList();
    List<RpmPackage> install = given.stream().filter(one -> !present.contains(one)).toList();
    UpdateSelection updates =
        UpdateSelection.of(
            addition.updates(), candidates, install, removed, addition::excludes, facts);
    PackageDecisions decisions =
        PackageDecisions.decide(
            new PackageRequest(
                Stream.concat(
                        install.stream(),
                        updates.updates().stream().map(UpdateSelection.Update::newer))
                    .map(PackageRequest.Given::new)
                    .toList(),
                addition.upgrade()),
            facts);
    return new Decided(
        contents(decisions.install()),
        Stream.concat(contents(decisions.alreadyInstalled()).stream(), present.stream()).toList(),
        updates);
  }

  private static List<RpmPackage> contents(List<PackageRequest.Given> some) {
    return some.stream().map(PackageRequest.Given::content).toList();
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
