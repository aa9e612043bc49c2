package org.nodecustomize.apply;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.PackageManagerKind;
import org.nodecustomize.plan.PackageDecisions;
import org.nodecustomize.plan.PackageLock;
import org.nodecustomize.plan.PackageRequest;
import org.nodecustomize.plan.UpdateSelection;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.rpm.DependencyClosure;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.site.PackageRepo;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** Adds and updates packages, with what they need. */
final class AddPackages implements Change {
  private final PackageAddition addition;
  private final Predicate<Nevra> removed;
  private final Set<String> alreadyDone = new LinkedHashSet<>();
  private final Map<RpmPackage, String> onDrive = new LinkedHashMap<>();
  private Optional<OfferedPackages> offer = Optional.empty();
  private Optional<PackageDrive> drive = Optional.empty();
  private Optional<WorkDirectory> work = Optional.empty();
  private Optional<ImageFacts> seen = Optional.empty();

  AddPackages(PackageAddition addition) {
    this(addition, nevra -> false);
  }

  /**
   * @param removed tells which installed packages go before, unless they are wanted
   */
  AddPackages(PackageAddition addition, Predicate<Nevra> removed) {
    this.addition = addition;
    this.removed = removed;
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    addition.files().forEach(file -> unreadable(file).ifPresent(problems::add));
    for (PackageRepo repo : addition.repositories()) {
      if (repo.location() instanceof PackageRepo.Directory directory
          && !Files.isDirectory(directory.path())) {
        problems.add(
            Problem.at(
                directory.path().toString(),
                Files.exists(directory.path()) ? "not a directory" : "no such directory"));
      } else if (repo.location() instanceof PackageRepo.Iso iso) {
        unreadable(iso.path()).ifPresent(problems::add);
      }
    }
    addition.keys().forEach(file -> unreadable(file).ifPresent(problems::add));
    return problems;
  }

  /** Whether exactly this package is to be in the image. */
  boolean wants(Nevra nevra) {
    return offered().given().stream().anyMatch(one -> one.nevra().equals(nevra));
  }

  private boolean goes(Nevra nevra) {
    return removed.test(nevra) && !wants(nevra);
  }

  /** The image when what is to be removed has gone. */
  private ImageFacts left(ImageFacts facts) {
    return facts.after(
        List.of(),
        facts.packages().stream().map(InstalledPackage::nevra).filter(this::goes).toList());
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
    List<PackageSource> sources = new ArrayList<>();
    for (PackageRepo repo : addition.repositories()) {
      sources.add(PackageSource.of(repo, sources.size(), work, context));
    }
    offer = Optional.of(OfferedPackages.read(addition, sources, context.events()));
  }

  private OfferedPackages offered() {
    return offer.orElseThrow();
  }

  @Override
  public Optional<PackageDrive> drive(
      Optional<ImageFacts> known, WorkDirectory work, HostContext context) {
    List<RpmPackage> wanted =
        known.map(facts -> decided(facts).install()).orElseGet(offered()::given);
    List<RpmPackage> conceivable = known.isPresent() ? List.of() : offered().conceivable();
    PackageDrive packages = new PackageDrive(work, offered()::source);
    wanted.forEach(one -> onDrive.put(one, packages.add(PackageDrive.GIVEN, one)));
    conceivable.forEach(
        one -> onDrive.putIfAbsent(one, packages.add(PackageDrive.REPOSITORY, one)));
    Optional<ImageFacts> stays = known.map(this::left);
    // What is installed already is needed by nobody.
    DependencyClosure.of(
            Stream.concat(wanted.stream(), conceivable.stream()).toList(),
            offered().candidates(),
            one -> stays.filter(facts -> facts.isInstalled(one.nevra())).isPresent())
        .forEach(one -> onDrive.put(one, packages.add(PackageDrive.REPOSITORY, one)));
    requireLocked(packages);
    this.drive = Optional.of(packages);
    this.work = Optional.of(work);
    return drive;
  }

  /** What comes in under a locked name is what was locked. */
  private void requireLocked(PackageDrive packages) {
    List<Problem> problems = new ArrayList<>();
    onDrive.forEach(
        (one, path) -> {
          Optional<String> locked =
              addition.lock().flatMap(lock -> lock.digest(one.nevra().toString()));
          locked
              .map(digest -> packages.file(path).sha256())
              .filter(found -> !locked.equals(Optional.of(found)))
              .ifPresent(
                  found ->
                      problems.add(
                          Problem.at(
                                  one.path().toString(),
                                  "not the file of the lock: expected sha256 %s but was %s"
                                      .formatted(locked.get(), found))
                              .withHint(
                                  "get the package again, or " + OfferedPackages.RESOLVE_ANEW)));
        });
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
  }

  /**
   * What to keep to from now on: what came in, and of what would have been needed, that which was
   * there already.
   *
   * @param record what was done; empty where nothing was
   */
  PackageLock lock(Optional<ChangeRecord> record) {
    List<String> gone = record.map(ChangeRecord::removed).orElse(List.of());
    List<RpmPackage> wished =
        Stream.concat(offered().given().stream(), offered().conceivable().stream()).toList();
    Stream<RpmPackage> needed =
        DependencyClosure.of(wished, offered().candidates(), one -> false).stream();
    Map<String, Optional<String>> digests = new TreeMap<>();
    Stream.concat(wished.stream(), needed)
        .filter(one -> seen.filter(facts -> facts.isInstalled(one.nevra())).isPresent())
        .filter(one -> !gone.contains(one.nevra().toString()))
        .forEach(
            one ->
                digests.computeIfAbsent(
                    one.nevra().toString(), any -> offered().source(one).sha256(one)));
    record.ifPresent(
        done ->
            done.packages().forEach(one -> digests.put(one.nevra(), Optional.of(one.sha256()))));
    return new PackageLock(digests);
  }

  @Override
  public boolean isDue(FileTree image, Optional<ImageFacts> known) {
    return known.isEmpty() || isDue(known.get());
  }

  /**
   * Whether packages have to come in.
   *
   * @throws OperationException with all that cannot be done in this image
   */
  boolean isDue(ImageFacts facts) {
    Decided decided = decided(facts);
    if (decided.install().isEmpty()) {
      alreadyDone.addAll(decided.alreadyDone());
    }
    return !decided.install().isEmpty();
  }

  @Override
  public Optional<Work> decide(
      TreeView image, ImageFacts facts, String imported, HostContext context) {
    Decided decided = decided(facts);
    alreadyDone.addAll(decided.alreadyDone());
    if (decided.install().isEmpty()) {
      return Optional.empty();
    }
    SignatureGate gate =
        SignatureGate.of(offered().keys(), imported, image, addition::takesUnsigned);
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
   * @param alreadyDone sentences about what needs no change
   */
  private record Decided(
      List<RpmPackage> install, UpdateSelection updates, List<String> alreadyDone) {}

  /** What will happen, one line for each package. */
  List<String> lines(ImageFacts facts) {
    Decided decided = decided(facts);
    return decided.install().stream()
        .map(
            one ->
                decided.updates().updates().stream()
                    .filter(update -> update.newer().equals(one))
                    .findFirst()
                    .map(update -> "update " + update.installed() + " to " + one.nevra())
                    .orElse("install " + one.nevra()))
        .toList();
  }

  private Decided decided(ImageFacts found) {
    seen = Optional.of(found);
    ImageFacts facts = left(found);
    requireOffered(facts);
    // Who asks for a name is content with whatever version is there.
    List<RpmPackage> present =
        offered().named().stream().filter(one -> isPresent(one, facts)).toList();
    List<RpmPackage> install =
        offered().given().stream().filter(one -> !present.contains(one)).toList();
    UpdateSelection updates =
        UpdateSelection.of(
            addition.updates(),
            offered().candidates(),
            install,
            this::goes,
            addition::excludes,
            facts);
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
    Stream<Nevra> installed =
        Stream.of(
                decisions.alreadyInstalled().stream().map(one -> one.content().nevra()),
                present.stream().map(RpmPackage::nevra),
                offered().missing().keySet().stream()
                    .map(name -> facts.installed(name).get(0).nevra()))
            .flatMap(all -> all);
    return new Decided(
        decisions.install().stream().map(PackageRequest.Given::content).toList(),
        updates,
        Stream.concat(
                installed.map(nevra -> nevra + " is already installed"),
                updates.upToDate().stream()
                    .map(pattern -> "nothing newer than installed for '" + pattern + "'"))
            .toList());
  }

  /** What no repository has does no harm where it is installed. */
  private void requireOffered(ImageFacts facts) {
    List<Problem> absent = new ArrayList<>();
    offered()
        .missing()
        .forEach(
            (name, problem) -> {
              if (facts.installed(name).isEmpty()) {
                absent.add(problem);
              }
            });
    if (!absent.isEmpty()) {
      throw new OperationException(absent);
    }
  }

  /** With a lock, whatever is older than what is locked is not it. */
  private boolean isPresent(RpmPackage one, ImageFacts facts) {
    return addition.names().contains(one.nevra().name())
        && facts.installed(one.nevra().name()).stream()
            .anyMatch(
                there ->
                    addition.lock().isEmpty()
                        || there.nevra().evr().compareTo(one.nevra().evr()) >= 0);
  }

  @Override
  public List<String> alreadyDone() {
    return List.copyOf(alreadyDone);
  }
}
