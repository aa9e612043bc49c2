package org.nodecustomize.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.ImageRecord;

/** A run that changes an image: open, change, check, pack, publish. */
public final class ChangeImage {
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

  private ChangeReport run(ChangeRequest request, Change change) {
    long start = System.nanoTime();
    Path output = request.output().resolve(request.image());
    boolean replace = request.output().inPlace() || request.output().force();
    requireUsable(request, change, output, replace);
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(request.image()));
    try (WorkDirectory work = WorkDirectory.open(context.workBase())) {
      Optional<Path> packages = clock.in(Stage.VERIFY, () -> change.prepare(work, context));
      try (InnerImage inner =
              clock.in(
                  Stage.OPEN,
                  () -> InnerImage.open(container, request.recompression(), work, context));
          OutputFile target = OutputFile.begin(output, replace, work)) {
        Outcome outcome = inAppliance(request, change, container, inner, packages, work, clock);
        Optional<Path> written = Optional.of(output);
        if (outcome.record().isPresent()) {
          clock.in(Stage.PACK, () -> inner.pack(target.temporary(), context.events()));
          clock.in(Stage.PUBLISH, target::publish);
        } else if (request.output().inPlace()) {
          written = Optional.empty();
        } else {
          clock.in(Stage.PUBLISH, () -> copyInput(request.image(), target));
        }
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
      Optional<Path> packages,
      WorkDirectory work,
      StageClock clock) {
    try (ImageSession session =
        ImageSession.open(container, inner, request.grow(), packages, work, context, clock)) {
      MountedImage image = session.image();
      Optional<Change.Work> decided =
          change.decide(image, session.facts(), session.keys(), context);
      if (decided.isEmpty() && request.grow().isEmpty() && request.recompression().isEmpty()) {
        return new Outcome(Optional.empty(), session.emulated());
      }
      ChangeRecord record =
          clock.in(
              Stage.EXECUTE,
              () -> {
                PackageChanges changes =
                    decided
                        .map(todo -> todo.execute(image, session.facts(), context))
                        .orElseGet(PackageChanges::none);
                ChangeRecord done =
                    decided
                        .map(todo -> todo.record(changes))
                        .orElseGet(
                            () -> new ChangeRecord("repack", List.of(), List.of(), List.of()));
                remember(image, done);
                return done;
              });
      clock.in(Stage.CHECK, session::finish);
      return new Outcome(Optional.of(record), session.emulated());
    } catch (CustomizeException e) {
      // The appliance sees only an input/output error where this side could not read or write.
      inner.requireHealthy();
      if (!(e instanceof ImageException)) {
        inner.requireNoErrorFound();
      }
      throw e;
    }
  }

  private void remember(MountedImage image, ChangeRecord record) {
    byte[] before = image.read(ImageRecord.FILE, 16 << 20).orElse(new byte[0]);
    String line = ImageRecord.line(record, toolVersion, SourceDate.now());
    byte[] added = line.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[before.length + added.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(added, 0, all, before.length, added.length);
    image.makeDirectories(ImageRecord.DIRECTORY);
    image.write(ImageRecord.FILE, all);
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
