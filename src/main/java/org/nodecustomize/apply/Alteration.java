package org.nodecustomize.apply;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.EditStream;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.op.system.ImageCommand;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.report.ImageRecord;
import org.nodecustomize.seal.Seal;
import org.nodecustomize.seal.SealInput;
import org.nodecustomize.seal.SealReport;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;

/**
 * Changes an open image: packages by the image's own programs, then everything that is an edit of
 * its tree in one stream, then programs that need the edits done, then what makes all of it survive.
 */
final class Alteration {
  private static final TreeEdits NO_EDITS = new TreeEdits(List.of(), List.of(), List.of());

  private final ImageSession session;
  private final Ahead<KnownBase> base;
  private final WorkDirectory work;
  private final HostContext context;
  private final StageClock clock;
  private final String toolVersion;
  private final Instant time;
  private final BackgroundDigest digest;
  private Writers writers = new Writers();

  /**
   * @param base the image as it was
   * @param time of everything that is changed
   * @param digest of the image's file, for the record
   */
  Alteration(
      ImageSession session,
      Ahead<KnownBase> base,
      WorkDirectory work,
      HostContext context,
      StageClock clock,
      String toolVersion,
      Instant time,
      BackgroundDigest digest) {
    this.session = session;
    this.base = base;
    this.work = work;
    this.context = context;
    this.clock = clock;
    this.toolVersion = toolVersion;
    this.time = time;
    this.digest = digest;
  }

  /** Edits that wait for being made in the image, and what is left to do after them. */
  private record Prepared(TreeEdits edits, List<ImageCommand> programs, ChangeRecord record) {}

  /**
   * Carries out what was decided.
   *
   * @param always whether there is an output although nothing was to be changed
   * @return what was done; empty where the image was as wanted already
   */
  Optional<ChangeRecord> run(Change.Work todo, boolean always) {
    PackageChanges packages =
        clock.in(Stage.EXECUTE, () -> todo.execute(session.image(), session.facts(), context));
    Optional<Prepared> first = session.atRest(tree -> prepare(tree, todo, packages, always));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Prepared prepared = first.get();
    if (!prepared.programs().isEmpty()) {
      clock.in(
          Stage.PROGRAMS,
          () -> {
            make(prepared);
            prepared.programs().forEach(one -> one.run(session.image(), context.events()));
          });
      Prepared second = session.atRest(tree -> afterPrograms(tree, todo, prepared));
      clock.in(Stage.WRITE, () -> make(second));
      return Optional.of(second.record());
    }
    clock.in(Stage.WRITE, () -> make(prepared));
    return Optional.of(prepared.record());
  }

  /** Whose wishes wrote what, as far as the run got. */
  Writers writers() {
    return writers;
  }

  private Prepared afterPrograms(FileTree tree, Change.Work todo, Prepared prepared) {
    InstalledNow installed = InstalledNow.in(tree);
    List<String> changed = ChangedPaths.between(base.await().names(), tree);
    List<String> byPrograms =
        RunAttribution.ofPrograms(base.await(), tree, changed, installed, prepared.edits());
    return sealed(
        new EditedTree(tree, time), installed, todo, prepared.record().with(List.of(), byPrograms));
  }

  private Optional<Prepared> prepare(
      FileTree tree, Change.Work todo, PackageChanges packages, boolean always) {
    FileTree before = base.await().names();
    EditedTree edited = new EditedTree(tree, time);
    SiteEdits made = SiteEdits.make(todo.plan(), edited, context.events());
    todo.edit(edited);
    writers = made.writers();
    TreeEdits edits = edited.edits();
    List<String> byPackages = packages.isEmpty() ? List.of() : ChangedPaths.between(before, tree);
    List<String> changed = byPackages;
    if (!edits.isEmpty()) {
      changed =
          packages.isEmpty() ? ChangedPaths.by(edits, tree) : ChangedPaths.between(before, edited);
    }
    List<Programs.Due> programs =
        Programs.due(todo.plan(), edited, changed, made.phases(), context.events());
    if (!always
        && packages.isEmpty()
        && edits.isEmpty()
        && programs.isEmpty()
        && !todo.isSeen(before, tree)) {
      return Optional.empty();
    }
    List<DueStep> due = new ArrayList<>(made.steps(before, edited));
    programs.forEach(one -> due.add(new DueStep(one.step(), List.of())));
    ChangeRecord record = todo.record(packages, due).of(digest.await());
    if (!programs.isEmpty()) {
      // What packages' scripts did is then told with what these programs will do.
      return Optional.of(
          new Prepared(edits, programs.stream().map(Programs.Due::command).toList(), record));
    }
    InstalledNow installed = InstalledNow.in(tree);
    List<String> byScripts =
        RunAttribution.ofPrograms(base.await(), tree, byPackages, installed, NO_EDITS);
    return Optional.of(
        sealed(edited, installed.with(edited), todo, record.with(List.of(), byScripts)));
  }

  private Prepared sealed(
      EditedTree edited, InstalledNow installed, Change.Work todo, ChangeRecord record) {
    return clock.in(Stage.SEAL, () -> seal(edited, installed, todo, record));
  }

  private Prepared seal(
      EditedTree edited, InstalledNow installed, Change.Work todo, ChangeRecord record) {
    FileTree before = base.await().names();
    String recorded = Programs.recorded(edited);
    remember(edited, recorded, record, Placement.ofRoot(0644));
    ImageFacts known = session.facts();
    List<InstalledPackage> packages = installed.packages().orElse(known.packages());
    ImageFacts facts = FactsReader.read(edited, known.architecture(), packages);
    SealReport report =
        Seal.run(
            new SealInput(
                before,
                edited,
                todo.profile(facts),
                facts,
                todo.sealOptions(facts, edited.time(), installed::owns)));
    report.notices().forEach(context.events()::notice);
    if (!report.problems().isEmpty()) {
      throw new OperationException(report.problems().stream().map(writers::told).toList());
    }
    report
        .deeds()
        .forEach(
            deed ->
                context
                    .events()
                    .accept(
                        new Event.LogLine(
                            "seal",
                            "%s: %s [%s]".formatted(deed.path(), deed.text(), deed.rule()))));
    ChangeRecord whole =
        record.with(RunAttribution.ofSealing(report.deeds(), before), record.byPrograms());
    // Sealing has given the file its label.
    Placement placed = edited.node(ImageRecord.FILE).map(Placement::of).orElseThrow();
    remember(edited, recorded, whole, placed);
    return new Prepared(report.edits(edited), List.of(), whole);
  }

  private void make(Prepared prepared) {
    new EditStream(session.image(), work.path()).apply(prepared.edits());
  }

  private void remember(
      EditedTree edited, String recorded, ChangeRecord record, Placement placement) {
    String line = ImageRecord.line(record, toolVersion, SourceDate.now());
    byte[] all = (recorded + line).getBytes(StandardCharsets.UTF_8);
    edited.putFile(ImageRecord.FILE, Content.of(all), placement);
  }
}
