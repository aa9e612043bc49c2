package org.nodecustomize.apply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.plan.PackageSelection;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.Severity;
import org.nodecustomize.rule.Waiver;
import org.nodecustomize.seal.ReleaseWish;
import org.nodecustomize.seal.SealOptions;
import org.nodecustomize.seal.SealTime;
import org.nodecustomize.site.Checks;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.Packages;
import org.nodecustomize.site.Release;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** Does what a recipe, or a command of one of its sections, wants. */
final class SiteChange implements Change {
  private final String operation;
  private final Site site;
  private final Instant time;
  private final SitePlan plan;
  private final Optional<AddPackages> addition;
  private final SitePackages packages;

  /**
   * @param operation the command, for the record
   */
  SiteChange(String operation, Site site, SiteOptions options) {
    this(operation, site, options, SourceDate.now());
  }

  /**
   * @param time of what is written
   */
  SiteChange(String operation, Site site, SiteOptions options, Instant time) {
    this.time = time;
    this.operation = operation;
    this.site = site;
    this.plan = SitePlan.of(site, time);
    this.packages = new SitePackages(site.packages(), options);
    this.addition =
        packages
            .addition()
            .map(one -> new AddPackages(one, nevra -> isRemoved(site.packages(), nevra)));
  }

  @Override
  public Instant time() {
    return time;
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(packages.problems());
    addition.ifPresent(add -> problems.addAll(add.problems()));
    return problems;
  }

  @Override
  public void prepare(WorkDirectory work, HostContext context) {
    addition.ifPresent(add -> add.prepare(work, context));
  }

  @Override
  public Optional<PackageDrive> drive(
      Optional<ImageFacts> known, WorkDirectory work, HostContext context) {
    return addition.flatMap(add -> add.drive(known, work, context));
  }

  @Override
  public boolean isDue(FileTree image, Optional<ImageFacts> known) {
    if (site.packages().touchesImage() && known.map(this::packagesAreDue).orElse(true)) {
      // They may bring what the rest refers to.
      return true;
    }
    EditedTree edited = new EditedTree(image, SealTime.of(image, time));
    SiteEdits edits = SiteEdits.make(plan, edited, Events.none());
    return !edits.due().isEmpty()
        || !Programs.due(
                plan, edited, ChangedPaths.by(edited.edits(), image), edits.phases(), Events.none())
            .isEmpty();
  }

  @Override
  public Optional<Work> decide(TreeView image, ImageFacts facts, String keys, HostContext context) {
    List<Work> parts = new ArrayList<>();
    List<String> removed = removals(facts);
    if (!removed.isEmpty()) {
      parts.add(new RemoveNamedPackages(removed).decide(image, facts, keys, context).orElseThrow());
    }
    addition.flatMap(add -> add.decide(image, facts, keys, context)).ifPresent(parts::add);
    return Optional.of(new SiteWork(parts));
  }

  private boolean packagesAreDue(ImageFacts facts) {
    boolean coming = addition.filter(add -> add.isDue(facts)).isPresent();
    return coming || !removals(facts).isEmpty();
  }

  /** What is not installed does not have to go, and what is wanted exactly so stays. */
  private List<String> removals(ImageFacts facts) {
    return facts.packages().stream()
        .map(InstalledPackage::nevra)
        .filter(nevra -> isRemoved(site.packages(), nevra))
        .filter(nevra -> addition.filter(add -> add.wants(nevra)).isEmpty())
        .map(Nevra::toString)
        .distinct()
        .toList();
  }

  private static boolean isRemoved(Packages wish, Nevra nevra) {
    return wish.remove().stream()
        .anyMatch(pattern -> PackageSelection.means(pattern.value(), nevra));
  }

  @Override
  public void published(Optional<ChangeRecord> record, WorkDirectory work, HostContext context) {
    packages
        .lockToWrite()
        .ifPresent(file -> addition.ifPresent(add -> file.write(add.lock(record), work, context)));
  }

  @Override
  public List<String> alreadyDone() {
    return addition.map(AddPackages::alreadyDone).orElse(List.of());
  }

  private final class SiteWork implements Work {
    private final List<Work> parts;
    private final List<ChangeRecord> records = new ArrayList<>();

    SiteWork(List<Work> parts) {
      this.parts = List.copyOf(parts);
    }

    @Override
    public PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context) {
      PackageChanges all = PackageChanges.none();
      ImageFacts now = facts;
      for (Work part : parts) {
        PackageChanges changes = executed(part, image, now, context);
        records.add(part.record(changes));
        all = all.and(changes);
        now = now.after(changes.installed(), changes.removed());
      }
      return all;
    }

    private PackageChanges executed(
        Work part, MountedImage image, ImageFacts facts, HostContext context) {
      try {
        return part.execute(image, facts, context);
      } catch (OperationException e) {
        throw new OperationException(e.problems().stream().map(packages::told).toList(), e);
      }
    }

    @Override
    public ChangeRecord record(PackageChanges changes) {
      return record(
          changes, plan.steps().stream().map(step -> new DueStep(step, List.of())).toList());
    }

    @Override
    public ChangeRecord record(PackageChanges changes, List<DueStep> due) {
      List<ChangeRecord.PackageOrigin> origins = new ArrayList<>();
      records.forEach(one -> origins.addAll(one.packageOrigins()));
      origins.addAll(packages.ofRemoval(changes.removed()));
      return new ChangeRecord(
              operation,
              records.stream().flatMap(one -> one.packages().stream()).toList(),
              changes.installed().stream().map(Nevra::toString).toList(),
              changes.removed().stream().map(Nevra::toString).toList(),
              due.stream().map(SiteChange::done).toList(),
              InputDigests.of(site.provenance().files()),
              Optional.empty())
          .askedBy(origins);
    }

    @Override
    public SitePlan plan() {
      return plan;
    }

    @Override
    public LayoutProfile profile(ImageFacts facts) {
      return SiteChange.this.profile(facts);
    }

    @Override
    public SealOptions sealOptions(ImageFacts facts, Instant time, Predicate<String> packaged) {
      return SiteChange.this.sealOptions(facts, time, packaged);
    }
  }

  SitePlan plan() {
    return plan;
  }

  @Override
  public LayoutProfile profile(LayoutProfile found) {
    return site.profile().map(Stated::value).orElse(found);
  }

  @Override
  public LayoutGate.Policy policy() {
    Optional<Severity> failOn =
        switch (site.checks().failOn().map(Stated::value).orElse(Checks.FailOn.ERROR)) {
          case ERROR -> Optional.of(Severity.ERROR);
          case WARNING -> Optional.of(Severity.WARNING);
          case NEVER -> Optional.empty();
        };
    List<Waiver> waivers =
        site.checks().waive().stream()
            .map(
                one ->
                    new Waiver(
                        one.rule(),
                        new Glob(one.path().orElse("**")),
                        one.reason(),
                        one.until(),
                        one.origin()))
            .toList();
    return new LayoutGate.Policy(failOn, waivers, overrides());
  }

  /** Whether packages may come in that other wishes need. */
  boolean bringsPackages() {
    return addition.isPresent();
  }

  /** What would happen to packages, one line each. */
  List<String> packageLines(ImageFacts facts, WorkDirectory work, HostContext context) {
    addition.ifPresent(add -> add.prepare(work, context));
    List<String> lines = new ArrayList<>();
    removals(facts).forEach(name -> lines.add("remove " + name));
    addition.ifPresent(add -> lines.addAll(add.lines(facts)));
    return lines;
  }

  LayoutProfile profile(ImageFacts facts) {
    return profile(facts.profile());
  }

  SealOptions sealOptions(ImageFacts facts, Instant time, Predicate<String> packaged) {
    AskedPaths asked = new AskedPaths(site);
    return new SealOptions(
        time, release(facts), asked::names, overrides()::contains, packaged, asked::labels);
  }

  private ReleaseWish release(ImageFacts facts) {
    if (site.release().isEmpty()) {
      return Change.standardRelease(facts);
    }
    Release wish = site.release().get();
    return wish.nvr()
        .<ReleaseWish>map(ReleaseWish.Given::new)
        .orElseGet(() -> new ReleaseWish.Bumped(wish.suffix().orElse(SITE)));
  }

  private Set<String> overrides() {
    Set<String> paths = new HashSet<>();
    site.files().files().stream()
        .filter(one -> one.intent() == Intent.OVERRIDE)
        .forEach(one -> paths.add(one.path()));
    return paths;
  }

  private static ChangeRecord.DoneStep done(DueStep due) {
    Step step = due.step();
    Optional<String> once =
        step instanceof Step.Command command && command.when() instanceof Step.When.Once when
            ? Optional.of(when.digest())
            : Optional.empty();
    return new ChangeRecord.DoneStep(step.title(), step.origin().toString(), once, due.paths());
  }
}
