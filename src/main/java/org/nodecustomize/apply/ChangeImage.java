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
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.ImageProbe;
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

  ChangeReport run(ChangeRequest request, Change change) {
    long start = System.nanoTime();
    Path output = request.output().resolve(request.image());
    boolean replace = request.output().inPlace() || request.output().force();
    requireUsable(request, change, output, replace);
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(request.image()));
    try (WorkDirectory work = WorkDirectory.open(context.workBase())) {
      clock.in(Stage.VERIFY, () -> change.prepare(work, context));
      try (InnerImage inner =
              clock.in(
                  Stage.OPEN,
                  () -> InnerImage.open(container, request.recompression(), work, context));
          OutputFile target = OutputFile.begin(output, replace, work)) {
        Optional<FileTree> before = before(container, inner);
        Outcome outcome =
            before.isPresent()
                    && !request.repacks()
                    && !clock.in(Stage.READ, () -> change.isDue(before.get()))
                ? new Outcome(Optional.empty(), false)
                : inAppliance(request, change, container, inner, before, work, clock);
        Optional<Path> written = Optional.of(output);
        if (outcome.record().isPresent()) {
          clock.in(Stage.PACK, () -> inner.pack(target.temporary(), context.events()));
          clock.in(Stage.PUBLISH, target::publish);
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
  private static void requireUsable(
      ChangeRequest request, Change change, Path output, boolean replace) {
    List<Problem> problems = new ArrayList<>(change.problems());
    Optional<Problem> unusable = ImageProbe.unusable(request.image());
    unusable.ifPresent(problems::add);
    boolean missing = unusable.isPresent();
    if (!missing && !request.output().inPlace() && isSame(request.image(), output)) {
      problems.add(
          Problem.at(output.toString(), "the output is the input")
              .withHint("choose another name, or replace the input with --in-place"));
    } else if (!missing || request.output().file().isPresent()) {
      problems.addAll(OutputFile.problems(output, replace));
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private record Outcome(Optional<ChangeRecord> record, boolean emulated) {}

  private Outcome inAppliance(
      ChangeRequest request,
      Change change,
      Container container,
      InnerImage inner,
      Optional<FileTree> before,
      WorkDirectory work,
      StageClock clock) {
    Optional<KnownFacts> known = before.flatMap(KnownFacts::of);
    Instant launched = Instant.now();
    Instant time = time(before, change.notBefore());
    known.ifPresent(
        found ->
            ImageSession.requireRunnable(
                container.file().toString(), before.orElseThrow(), found.facts().architecture()));
    Optional<Path> packages = change.drive(known.map(KnownFacts::facts), work, context);
    try (ImageSession session =
        ImageSession.open(
            container, inner, request.grow(), packages, known, held(time), work, context, clock)) {
      MountedImage image = session.image();
      Optional<Change.Work> decided =
          change.decide(image, session.facts(), session.keys(), context);
      if (decided.isEmpty() && !request.repacks()) {
        return new Outcome(Optional.empty(), session.emulated());
      }
      Alteration alteration =
          new Alteration(session, before, work, context, clock, toolVersion, time);
      Optional<ChangeRecord> record =
          alteration.run(decided.orElseGet(Repack::new), request.repacks());
      if (record.isPresent()) {
        clock.in(
            Stage.CHECK,
            () ->
                session.finish(
                    new RunClock(launched, Instant.now().plus(CLOCK_DRIFT), time),
                    context.events()));
        before.ifPresent(
            base ->
                clock.in(
                    Stage.RULES,
                    () -> {
                      inner.requireHealthy();
                      change
                          .gate(context, alteration.writers())
                          .require(
                              container,
                              change.profile(session.facts().profile()),
                              base,
                              InnerTree.of(container.file().toString(), inner.now()));
                    }));
      }
      return new Outcome(record, session.emulated());
    } catch (CustomizeException e) {
      // The appliance sees only an input/output error where this side could not read or write.
      inner.requireHealthy();
      if (!(e instanceof ImageException)) {
        inner.requireNoErrorFound();
      }
      throw e;
    }
  }

  /** The one time of a run: whole seconds, later than the base where that can be read. */
  private static Instant time(Optional<FileTree> before, Instant notBefore) {
    Instant now = SourceDate.now();
    Instant wanted = now.isBefore(notBefore) ? notBefore : now;
    return before
        .map(base -> SealTime.of(base, wanted))
        .orElse(Instant.ofEpochSecond(wanted.getEpochSecond()));
  }

  /** Whoever sets the time wants the same bytes every time. */
  private static Optional<Instant> held(Instant time) {
    return SourceDate.fromEnvironment().isPresent() ? Optional.of(time) : Optional.empty();
  }

  /** The tree of the image as it was, where this program can read it. */
  private static Optional<FileTree> before(Container container, InnerImage inner) {
    String name = container.file().toString();
    return InnerTree.obstacle(name, inner.before()).isEmpty()
        ? Optional.of(InnerTree.of(name, inner.before()))
        : Optional.empty();
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

  private static void copyInput(Path input, OutputFile target) {
    try {
      Files.copy(input, target.temporary(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new HostException(
          Problem.at(target.temporary().toString(), "cannot be written: " + e.getMessage()), e);
    }
    target.publish();
  }
}
