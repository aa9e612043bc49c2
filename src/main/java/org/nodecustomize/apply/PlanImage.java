package org.nodecustomize.apply;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Events;
import org.nodecustomize.event.Stage;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.ProgramArchitecture;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.report.PlanReport;
import org.nodecustomize.seal.Seal;
import org.nodecustomize.seal.SealInput;
import org.nodecustomize.seal.SealReport;
import org.nodecustomize.seal.SealTime;
import org.nodecustomize.site.Site;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeEdits;

/**
 * Finds out what a recipe would do to an image; changes nothing, and needs no appliance for a clean
 * ext4.
 */
public final class PlanImage {
  private final HostContext context;

  public PlanImage(HostContext context) {
    this.context = context;
  }

  /**
   * Plans.
   *
   * @throws OperationException with everything that cannot be done in this image
   * @throws ImageException if the image is damaged
   */
  public PlanReport plan(Path file, Site site, SiteOptions options) {
    return plan(file, site, options, SourceDate.now());
  }

  /** The same for a time that what is written carries. */
  PlanReport plan(Path file, Site site, SiteOptions options, Instant time) {
    List<Problem> problems = new ArrayList<>();
    ImageProbe.unusable(file).ifPresent(problems::add);
    SiteChange change = new SiteChange("plan", site, options, time);
    problems.addAll(change.problems());
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(file));
    try (WorkDirectory work = WorkDirectory.open(context.workBase());
        BaseTree tree = BaseTree.open(container, work, context, clock)) {
      return clock.in(Stage.READ, () -> plan(container, tree.tree(), change, work));
    }
  }

  private PlanReport plan(
      Container container, FileTree tree, SiteChange change, WorkDirectory work) {
    List<String> notices = new ArrayList<>();
    Events told =
        event -> {
          if (event instanceof Event.Notice notice) {
            notices.add(notice.text());
          } else if (event instanceof Event.Warning warning) {
            notices.add(warning.text());
          }
        };
    InstalledNow installed = InstalledNow.in(tree);
    ImageFacts facts =
        FactsReader.read(
            tree, ProgramArchitecture.of(tree), installed.packages().orElse(List.of()));
    List<String> packages = change.packageLines(facts, work, context);
    Instant time = SealTime.of(tree, change.time());
    EditedTree edited = new EditedTree(tree, time);
    SitePlan plan = change.plan();
    SiteEdits edits =
        change.bringsPackages() && !packages.isEmpty()
            ? SiteEdits.attempt(plan, edited, told)
            : SiteEdits.make(plan, edited, told);
    edits.refused().values().stream()
        .flatMap(List::stream)
        .map(problem -> problem.headline() + "; as the image is, without the packages")
        .forEach(notices::add);
    List<PlanReport.PlannedStep> steps = new ArrayList<>();
    for (Step step : plan.steps()) {
      Optional<String> idle = idle(step, tree, edited, edits, told);
      if (idle.isEmpty() || step.isStated()) {
        steps.add(
            new PlanReport.PlannedStep(
                step.phase().title(),
                step.phase().reason(),
                step.title(),
                step.origin().toString(),
                idle));
      }
    }
    boolean any = !packages.isEmpty() || steps.stream().anyMatch(PlanReport.PlannedStep::due);
    List<PlanReport.SealedPath> sealed =
        any ? seal(tree, edited, change, facts, installed, edits.writers(), notices) : List.of();
    TreeEdits all = edited.edits();
    return new PlanReport(
        container.file(),
        change.profile(facts).id(),
        packages,
        steps,
        any ? paths(all) : List.of(),
        sealed,
        bytes(all),
        ImageSession.superblock(container).map(PlanImage::free).orElse(0L),
        notices);
  }

  /** Why a step would make no difference; empty where it would. */
  private static Optional<String> idle(
      Step step, FileTree tree, EditedTree edited, SiteEdits edits, Events told) {
    if (step instanceof Step.Initramfs initramfs) {
      List<String> changed = ChangedPaths.by(edited.edits(), tree);
      return initramfs.rebuild().command(edited, changed, told).isPresent()
          ? Optional.empty()
          : Optional.of(initramfs.rebuild().idle(changed));
    }
    boolean due =
        step instanceof Step.Command command
            ? Programs.isDue(command, edits.phases(), edited)
            : edits.due().contains(step) || edits.refused().containsKey(step);
    return due ? Optional.empty() : Optional.of(PlanReport.PlannedStep.DONE);
  }

  private static long free(Ext4Superblock superblock) {
    return superblock.freeBlocks() * superblock.blockSize();
  }

  private static List<PlanReport.SealedPath> seal(
      FileTree tree,
      EditedTree edited,
      SiteChange change,
      ImageFacts facts,
      InstalledNow installed,
      Writers writers,
      List<String> notices) {
    SealReport report =
        Seal.run(
            new SealInput(
                tree,
                edited,
                change.profile(facts),
                facts,
                change.sealOptions(facts, edited.time(), installed::owns)));
    notices.addAll(report.notices());
    if (!report.problems().isEmpty()) {
      throw new OperationException(report.problems().stream().map(writers::told).toList());
    }
    return report.deeds().stream()
        .map(deed -> new PlanReport.SealedPath(deed.rule(), deed.path(), deed.text()))
        .toList();
  }

  private static List<PlanReport.PlannedPath> paths(TreeEdits edits) {
    List<PlanReport.PlannedPath> paths = new ArrayList<>();
    edits.removals().forEach(path -> paths.add(new PlanReport.PlannedPath("remove", path, "")));
    edits
        .placements()
        .forEach(
            one ->
                paths.add(
                    new PlanReport.PlannedPath("place", one.path(), EditDigests.of(one.after()))));
    for (TreeEdits.Put put : edits.puts()) {
      String verb =
          put instanceof TreeEdits.PutFile
              ? "write"
              : put instanceof TreeEdits.PutLink ? "link" : "mkdir";
      paths.add(new PlanReport.PlannedPath(verb, put.path(), EditDigests.of(put)));
    }
    return paths;
  }

  private static long bytes(TreeEdits edits) {
    return edits.puts().stream()
        .filter(TreeEdits.PutFile.class::isInstance)
        .mapToLong(put -> ((TreeEdits.PutFile) put).content().size())
        .sum();
  }
}
