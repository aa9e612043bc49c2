package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.seal.SealTime;
import org.nodecustomize.site.Site;
import org.nodecustomize.tree.FileTree;

/** A run that changes an image: open, change, check, pack, publish. */
public final class ChangeImage {
  /** How far the virtual machine's clock may be ahead of this machine's. */
  private static final Duration CLOCK_DRIFT = Duration.ofMinutes(1);

  private final HostContext context;
  private final String toolVersion;

  /**
   * @param toolVersion is kept in the image's record
   */
  public ChangeImage(HostContext context, String toolVersion) {
    this.context = context;
    this.toolVersion = toolVersion;
  }

  /** Adds packages. */
  public ChangeReport add(ChangeRequest request, PackageAddition addition) {
    return run(request, new AddPackages(addition));
  }

  /** Removes packages. */
  public ChangeReport remove(ChangeRequest request, List<String> names) {
    return run(request, new RemoveNamedPackages(names));
  }

  /** Does what a recipe or a command of one section wants. */
  public ChangeReport apply(ChangeRequest request, String operation, Site site) {
    return apply(request, operation, site, SiteOptions.NONE);
  }

  /** The same with what the command line adds. */
  public ChangeReport apply(
      ChangeRequest request, String operation, Site site, SiteOptions options) {
    return run(request, new SiteChange(operation, site, options));
  }

  /**
   * Carries out a plan as it was saved.
   *
   * @throws org.nodecustomize.diag.SiteException with everything that is another now
   */
  public ChangeReport apply(ChangeRequest request, String operation, Planned planned) {
    return run(
        request, new SiteChange(operation, planned.site(), SiteOptions.NONE, planned.time()));
  }

  /**
   * Has a person's commands run in the image, one after the other, and keeps what they change.
   *
   * @param limit of each command
   */
  public ChangeReport shell(ChangeRequest request, Duration limit, ShellTalk talk) {
    return run(request, new ShellChange(limit, talk));
  }

  ChangeReport run(ChangeRequest request, Change change) {
    return request.keepWork()
        ? new ChangeImage(context.with(new RunLog(context.events())), toolVersion)
            .carryOut(request, change)
        : carryOut(request, change);
  }

  private ChangeReport carryOut(ChangeRequest request, Change change) {
    long start = System.nanoTime();
    Path output = request.output().resolve(request.image());
    boolean replace = request.output().inPlace() || request.output().force();
    requireUsable(request, change);
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(request.image()));
    try (WorkDirectory work = WorkDirectory.open(context.workBase())) {
      clock.in(Stage.VERIFY, () -> change.prepare(work, context));
      try (InnerImage inner =
              clock.in(
                  Stage.OPEN,
                  () -> InnerImage.open(container, request.recompression(), work, context));
          OutputFile target = OutputFile.begin(output, replace, work)) {
        Outcome outcome = change(request, change, container, inner, work, clock);
        Optional<Path> written = Optional.of(output);
        if (outcome.record().isPresent()) {
          clock.in(Stage.PACK, () -> inner.pack(target.temporary(), context.events()));
          clock.in(Stage.PUBLISH, () -> target.publish(context.cancellation()));
        } else if (request.output().inPlace()) {
          written = Optional.empty();
        } else {
          clock.in(Stage.PUBLISH, () -> copyInput(request.image(), target));
        }
        change.published(outcome.record(), work, context);
        return new ChangeReport(
            request.image(),
            written,
            written.map(path -> path.toFile().length()).orElse(0L),
            outcome.record(),
            change.alreadyDone(),
            outcome.emulated(),
            Duration.ofNanos(System.nanoTime() - start));
      }
    }
  }

  /** Everything that is wrong with the command line, at once. */
  private static void requireUsable(ChangeRequest request, Change change) {
    List<Problem> problems = new ArrayList<>(change.problems());
    ImageProbe.unusable(request.image()).ifPresent(problems::add);
    problems.addAll(request.output().problems(request.image()));
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
  }

  /** What is found out before an appliance starts. */
  private record Looked(Optional<KnownFacts> known, boolean isDue) {}

  private static Looked look(ChangeRequest request, Change change, FileTree base) {
    Optional<KnownFacts> known = KnownFacts.of(base);
    boolean isDue = request.repacks() || change.isDue(base, known.map(KnownFacts::facts));
    return new Looked(known, isDue);
  }

  private record Outcome(Optional<ChangeRecord> record, boolean emulated) {}

  private Outcome change(
      ChangeRequest request,
      Change change,
      Container container,
      InnerImage inner,
      WorkDirectory work,
      StageClock clock) {
    String name = container.file().toString();
    if (InnerTree.obstacle(name, inner.before()).isEmpty()) {
      FileTree base = InnerTree.of(name, inner.before());
      return change(request, change, container, inner, base, work, clock);
    }
    try (BaseTree base = BaseTree.open(container, work, context, clock)) {
      return change(request, change, container, inner, base.tree(), work, clock);
    }
  }

  private Outcome change(
      ChangeRequest request,
      Change change,
      Container container,
      InnerImage inner,
      FileTree base,
      WorkDirectory work,
      StageClock clock) {
    Looked looked = clock.in(Stage.READ, () -> look(request, change, base));
    if (!looked.isDue()) {
      return new Outcome(Optional.empty(), false);
    }
    Optional<KnownFacts> known = looked.known();
    return inAppliance(request, change, container, inner, base, known, work, clock);
  }

  private Outcome inAppliance(
      ChangeRequest request,
      Change change,
      Container container,
      InnerImage inner,
      FileTree base,
      Optional<KnownFacts> known,
      WorkDirectory work,
      StageClock clock) {
    Instant launched = Instant.now();
    Instant time = SealTime.of(base, later(change.time(), change.notBefore()));
    known.ifPresent(
        found ->
            ImagePrograms.requireRunnable(
                container.file().toString(), base, found.facts().architecture()));
    Run run = new Run(request, change, container, inner, base, launched, time);
    Optional<PackageDrive> packages = change.drive(known.map(KnownFacts::facts), work, context);
    try {
      return inAppliance(run, packages, known, work, clock);
    } finally {
      packages.ifPresent(PackageDrive::close);
    }
  }

  private Outcome inAppliance(
      Run run,
      Optional<PackageDrive> packages,
      Optional<KnownFacts> known,
      WorkDirectory work,
      StageClock clock) {
    try (BackgroundDigest digest = BackgroundDigest.of(run.container().file());
        ImageSession session =
            ImageSession.open(
                run.container(),
                run.inner(),
                run.request().grow(),
                packages,
                known,
                held(run.time()),
                work,
                context,
                clock)) {
      try {
        Outcome outcome = inSession(run, session, digest, work, clock);
        packages.ifPresent(PackageDrive::requireHealthy);
        return outcome;
      } catch (CustomizeException e) {
        if (run.request().keepWork() && !(e instanceof RunInterruptedException)) {
          session.leave();
          CustomizeException reason = packages.flatMap(PackageDrive::failure).orElse(e);
          KeptWork.keep(run.container().file(), run.inner(), work, reason, context.events());
        }
        throw e;
      }
    } catch (CustomizeException e) {
      // The appliance sees only an input/output error where this side could not read or write.
      packages.ifPresent(PackageDrive::requireHealthy);
      run.inner().requireHealthy();
      if (!(e instanceof ImageException)) {
        run.inner().requireNoErrorFound();
      }
      throw e;
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** What a run works on. */
  private record Run(
      ChangeRequest request,
      Change change,
      Container container,
      InnerImage inner,
      FileTree base,
      Instant launched,
      Instant time) {}

  private Outcome inSession(
      Run run,
      ImageSession session,
      BackgroundDigest digest,
      WorkDirectory work,
      StageClock clock) {
    Change change = run.change();
    boolean repacks = run.request().repacks();
    Optional<Change.Work> decided =
        change.decide(run.base(), session.facts(), session.keys(), context);
    if (decided.isEmpty() && !repacks) {
      return new Outcome(Optional.empty(), session.emulated());
    }
    try (Ahead<KnownBase> base = base(run, session)) {
      Alteration alteration =
          new Alteration(session, base, work, context, clock, toolVersion, run.time(), digest);
      Optional<ChangeRecord> record = alteration.run(decided.orElseGet(Repack::new), repacks);
      if (record.isPresent()) {
        KnownBase before = base.await();
        Gate gate = change.gate(context, alteration.writers());
        LayoutProfile profile = change.profile(session.facts().profile());
        check(
            session,
            run,
            tree ->
                gate.require(
                    run.container(),
                    profile,
                    before.checked(),
                    RuleFacts.read(tree, Optional.of(run.container()))),
            clock);
      }
      return new Outcome(record, session.emulated());
    }
  }

  /**
   * The base is read while the image's programs run: before that, the blocks that hold it may not be
   * decoded yet, and the appliance's start needs both processors.
   */
  private static Ahead<KnownBase> base(Run run, ImageSession session) {
    String name = run.container().file().toString();
    boolean byItself = session.readsItself();
    Ahead<KnownBase> base =
        new Ahead<>(
            "base",
            () ->
                KnownBase.read(
                    // Readers keep what they read, and are not for two threads.
                    byItself ? InnerTree.of(name, run.inner().before()) : run.base(),
                    run.container()));
    if (byItself) {
      base.begin();
    }
    return base;
  }

  /**
   * Checks the file system, and holds the tree in it to the rules: as a host will see it, which
   * only this program can tell after the appliance has ended.
   */
  private void check(ImageSession session, Run run, Consumer<FileTree> rules, StageClock clock) {
    Runnable finish =
        () ->
            session.finish(
                new RunClock(run.launched(), Instant.now().plus(CLOCK_DRIFT), run.time()),
                context.events());
    if (session.readsItself()) {
      clock.in(Stage.CHECK, finish);
      clock.in(
          Stage.RULES,
          () -> {
            run.inner().requireHealthy();
            rules.accept(InnerTree.of(run.container().file().toString(), run.inner().now()));
          });
      return;
    }
    clock.in(
        Stage.RULES,
        () ->
            session.atRest(
                after -> {
                  rules.accept(after);
                  return after;
                }));
    clock.in(Stage.CHECK, finish);
  }

  /** Whoever sets the time wants the same bytes every time. */
  private static Optional<Instant> held(Instant time) {
    return SourceDate.fromEnvironment().isPresent() ? Optional.of(time) : Optional.empty();
  }

  /** A run that changes nothing in the tree. */
  private static final class Repack implements Change.Work {
    @Override
    public PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context) {
      return PackageChanges.none();
    }

    @Override
    public ChangeRecord record(PackageChanges changes) {
      return new ChangeRecord("repack", List.of(), List.of(), List.of());
    }
  }

  private void copyInput(Path input, OutputFile target) {
    try {
      Files.copy(input, target.temporary(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(target.temporary().toString(), "cannot be written: " + e.getMessage()), e);
    }
    target.publish(context.cancellation());
  }
}
