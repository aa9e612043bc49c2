package org.nodecustomize.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.ext4.RunClock;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.RpmDatabase;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.report.ChangeRecord;

/**
 * An appliance with a sample image in it that many tests use one after the other, since a boot takes
 * longer than most of them. Each test leaves the packages as it found them.
 */
final class SharedSession implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path base;
  private final WorkDirectory work;
  private final InnerImage inner;
  private final ImageSession session;
  private final HostContext context;
  private final List<Event> events;
  private List<InstalledPackage> installed;
  private int runs;

  private SharedSession(
      Path base,
      WorkDirectory work,
      InnerImage inner,
      ImageSession session,
      HostContext context,
      List<Event> events) {
    this.base = base;
    this.work = work;
    this.inner = inner;
    this.session = session;
    this.context = context;
    this.events = events;
    this.installed = session.facts().packages();
  }

  /** Gives tests the session of the CentOS 7 sample, one for all test classes of a JVM. */
  static final class OfCentos implements BeforeAllCallback, ParameterResolver {
    private static final String SAMPLE = "centos7.squashfs";

    @Override
    public void beforeAll(ExtensionContext context) {
      // A parameter that cannot be given is a failure, and what is missing here is none.
      Requirement.sample(SAMPLE);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
      return parameter.getParameter().getType() == SharedSession.class;
    }

    @Override
    public SharedSession resolveParameter(ParameterContext parameter, ExtensionContext extension) {
      return extension
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(SharedSession.class))
          .computeIfAbsent(SAMPLE, name -> open(Requirement.sample(name)), SharedSession.class);
    }
  }

  /** What a run came to. */
  record Outcome(
      Optional<PackageChanges> changes,
      Optional<ChangeRecord> record,
      List<String> warnings,
      List<String> alreadyDone) {}

  /** Opens a copy of an image. */
  static SharedSession open(Path sample) {
    Requirement.programs("unsquashfs", "mksquashfs", "mke2fs", "createrepo_c");
    List<Event> events = new ArrayList<>();
    HostContext surroundings = HostContext.fromEnvironment(events::add, new Cancellation());
    Path base;
    try {
      base = Files.createTempDirectory(Path.of("/var/tmp"), "shared-session");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    HostContext context =
        new HostContext(
            surroundings.events(),
            surroundings.cancellation(),
            base,
            surroundings.cacheDirectory());
    WorkDirectory work = WorkDirectory.open(base);
    Container container = ImageProbe.probe(sample);
    InnerImage inner = InnerImage.open(container, Optional.empty(), work, context);
    ImageSession session =
        ImageSession.open(
            container,
            inner,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            work,
            context,
            new StageClock(context));
    return new SharedSession(base, work, inner, session, context, events);
  }

  /** Adds packages, as {@link ChangeImage} would. */
  Outcome add(PackageAddition addition) {
    return run(new AddPackages(addition));
  }

  /** Removes packages, as {@link ChangeImage} would. */
  Outcome remove(String... names) {
    return run(new RemoveNamedPackages(List.of(names)));
  }

  private Outcome run(Change change) {
    events.clear();
    runs++;
    String scratch = session.image().scratch();
    OwnDirectories image =
        new OwnDirectories(session.image(), scratch + "/run" + runs, scratch + "/packages" + runs);
    Optional<PackageDrive> drive = Optional.empty();
    try (WorkDirectory own = WorkDirectory.open(base)) {
      image.makeDirectories(image.scratch());
      change.prepare(own, context);
      drive = change.drive(Optional.of(facts()), own, context);
      drive.ifPresent(packages -> upload(packages, own, image));
      Optional<Change.Work> decided = change.decide(image, facts(), session.keys(), context);
      Optional<PackageChanges> changes = decided.map(todo -> execute(todo, image));
      return new Outcome(
          changes,
          decided.map(todo -> todo.record(changes.orElseThrow())),
          warnings(),
          change.alreadyDone());
    } finally {
      drive.ifPresent(PackageDrive::close);
      image.remove(image.packages());
    }
  }

  private PackageChanges execute(Change.Work work, MountedImage image) {
    try {
      return work.execute(image, facts(), context);
    } finally {
      // Before that, nothing runs in the image.
      refresh();
    }
  }

  /** Asks the image anew what is installed. */
  void refresh() {
    installed = new RpmDatabase(session.image()).packages();
  }

  /** The warnings of the last run. */
  List<String> warnings() {
    return events.stream()
        .filter(Event.Warning.class::isInstance)
        .map(event -> ((Event.Warning) event).text())
        .toList();
  }

  private static void upload(PackageDrive packages, WorkDirectory own, MountedImage image) {
    Path copy = own.resolve("copy");
    image.makeDirectories(image.packages() + "/" + PackageDrive.GIVEN);
    image.makeDirectories(image.packages() + "/" + PackageDrive.REPOSITORY);
    try {
      for (String path : packages.paths()) {
        packages.file(path).copyTo(copy);
        image.copyIn(copy, image.packages() + "/" + path);
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The facts as they are now. */
  ImageFacts facts() {
    return FactsReader.read(session.image(), session.facts().architecture(), installed);
  }

  /** The installed packages after the last run, sorted. */
  List<String> packages() {
    return installed.stream().map(one -> one.nevra().toString()).sorted().toList();
  }

  /** Runs a shell script in the image. */
  CommandResult shell(String script) {
    return session.image().run("export LC_ALL=C HOME=/root\n" + script, LIMIT, line -> {});
  }

  /** The image and the session's own drive in it. */
  MountedImage image() {
    return session.image();
  }

  /** Ends the work in the image: unmounts and checks the file system. */
  void finish() {
    Instant now = Instant.now();
    session.finish(
        new RunClock(
            now.minus(Duration.ofHours(1)),
            now.plus(Duration.ofHours(1)),
            now.truncatedTo(ChronoUnit.SECONDS)),
        Events.none());
  }

  @Override
  public void close() {
    session.close();
    inner.close();
    work.close();
    try (Stream<Path> left = Files.walk(base)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
