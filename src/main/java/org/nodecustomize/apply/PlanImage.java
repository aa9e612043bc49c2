package org.nodecustomize.apply;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  public PlanReport plan(Path file, Site site) {
    return plan(file, site, SourceDate.now());
  }

  /** The same for a time that what is written carries. */
  PlanReport plan(Path file, Site site, Instant time) {
    List<Problem> problems = new ArrayList<>();
    ImageProbe.unusable(file).ifPresent(problems::add);
    SiteChange change = new SiteChange("plan", site, time);
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
    ImageFacts facts =
        FactsReader.read(
            tree, ProgramArchitecture.of(tree), InstalledNow.in(tree).orElse(List.of()));
    List<String> packages = change.packageLines(facts, work, context);
    Instant time = SealTime.of(tree, change.time());
    EditedTree edited = new EditedTree(tree, time);
    SitePlan plan = change.plan();
    SiteEdits edits = SiteEdits.make(plan, edited, told);
    List<PlanReport.PlannedStep> steps = new ArrayList<>();
    for (Step step : plan.steps()) {
      boolean due =
          edits.due().contains(step)
              || (step instanceof Step.Command command
                  && Programs.isDue(command, edits.phases(), edited))
              || (step instanceof Step.Initramfs initramfs
                  && initramfs
                      .rebuild()
                      .command(edited, ChangedPaths.between(tree, edited), told)
                      .isPresent());
      steps.add(
          new PlanReport.PlannedStep(
              step.phase().title(),
              step.phase().reason(),
              step.title(),
              step.origin().toString(),
              due));
    }
    boolean any = !packages.isEmpty() || steps.stream().anyMatch(PlanReport.PlannedStep::due);
    List<PlanReport.SealedPath> sealed =
        any ? seal(tree, edited, change, facts, notices) : List.of();
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

  private static long free(Ext4Superblock superblock) {
    return superblock.freeBlocks() * superblock.blockSize();
  }

  private static List<PlanReport.SealedPath> seal(
      FileTree tree, EditedTree edited, SiteChange change, ImageFacts facts, List<String> notices) {
    SealReport report =
        Seal.run(
            new SealInput(
                tree,
                edited,
                change.profile(facts),
                facts,
                change.sealOptions(facts, edited.time(), InstalledNow.packaged(tree))));
    notices.addAll(report.notices());
    if (!report.problems().isEmpty()) {
      throw new OperationException(report.problems());
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
