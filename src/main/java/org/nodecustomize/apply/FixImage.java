package org.nodecustomize.apply;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.report.ChangeReport;
import org.nodecustomize.report.CheckReport;
import org.nodecustomize.report.FixReport;
import org.nodecustomize.rule.Baseline;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.RuleRunner;
import org.nodecustomize.rule.Waiver;
import org.nodecustomize.rule.WaiverFile;
import org.nodecustomize.rule.Waivers;
import org.nodecustomize.seal.Seal;
import org.nodecustomize.seal.SealInput;
import org.nodecustomize.seal.SealReport;
import org.nodecustomize.seal.SealTime;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;

/** Checks an image, and repairs in a copy of it what needs nobody's decision. */
public final class FixImage {
  private static final String SETTLED = "settled by the other fixes, or by sealing them";

  private final HostContext context;
  private final String toolVersion;

  /**
   * @param toolVersion is kept in the image's record
   */
  public FixImage(HostContext context, String toolVersion) {
    this.context = context;
    this.toolVersion = toolVersion;
  }

  /** An image that is read, with all that its check needs. */
  private record Opened(
      CheckRequest request,
      Container container,
      CheckedImage image,
      Optional<CheckedImage> base,
      LayoutProfile profile,
      Waivers waivers,
      Instant time) {}

  /**
   * Repairs.
   *
   * @param change where the result goes; its image is that of the check
   * @param dryRun whether only to tell what would be repaired
   * @throws org.nodecustomize.diag.ImageException if the image is damaged, or not to be changed
   */
  public FixReport fix(CheckRequest request, ChangeRequest change, boolean dryRun) {
    List<Waiver> waivers = request.waivers().map(WaiverFile::read).orElse(List.of());
    Set<String> baseline = request.baseline().map(Baseline::read).orElse(Set.of());
    LocalDate today = LocalDate.ofInstant(SourceDate.now(), ZoneOffset.UTC);
    Waivers accepted = new Waivers(waivers, baseline, today);
    Instant now = Instant.now();
    Instant time = SourceDate.now().isAfter(now) ? SourceDate.now() : now;
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(request.image()));
    requireSound(container);
    try (OpenedForRules image = OpenedForRules.open(container, context, clock)) {
      LayoutProfile profile = request.profile().orElse(image.checked().facts().profile());
      if (request.base().isEmpty()) {
        return fix(
            new Opened(
                request, container, image.checked(), Optional.empty(), profile, accepted, time),
            change,
            dryRun,
            clock);
      }
      Container original = clock.in(Stage.PROBE, () -> ImageProbe.probe(request.base().get()));
      try (OpenedForRules base = OpenedForRules.open(original, context, clock)) {
        return fix(
            new Opened(
                request,
                container,
                image.checked(),
                Optional.of(base.checked()),
                profile,
                accepted,
                time),
            change,
            dryRun,
            clock);
      }
    }
  }

  /** What no run would change is told before anything is read. */
  private static void requireSound(Container container) {
    ImageSession.superblock(container)
        .ifPresent(found -> FileSystemGate.requireSound(container.file().toString(), found));
  }

  private FixReport fix(Opened opened, ChangeRequest change, boolean dryRun, StageClock clock) {
    Path file = opened.request().image();
    CheckResult before = clock.in(Stage.CHECK, () -> check(opened, opened.image()));
    FileTree tree = opened.image().files().tree();
    Instant notBefore =
        opened
            .base()
            .map(base -> SealTime.of(base.files().tree(), Instant.EPOCH))
            .orElse(Instant.EPOCH);
    Instant now = SourceDate.now();
    EditedTree edited =
        new EditedTree(tree, SealTime.of(tree, now.isBefore(notBefore) ? notBefore : now));
    List<FixRounds.Made> made =
        clock.in(Stage.RULES, () -> rounds(opened).make(opened.image(), edited));
    CheckReport found = new CheckReport(file, opened.request().base(), before);
    if (made.isEmpty() || edited.edits().isEmpty()) {
      return FixReport.nothing(found, dryRun);
    }
    if (dryRun) {
      CheckResult after = clock.in(Stage.RULES, () -> sealed(opened, before, edited));
      return new FixReport(
          found,
          new CheckReport(file, opened.request().base(), after),
          fixes(made, before, after),
          Optional.empty(),
          0,
          true);
    }
    FixChange repair =
        new FixChange(made, before, notBefore, tree, changed -> check(opened, changed));
    ChangeReport written = new ChangeImage(context, toolVersion).run(change, repair);
    Path output = written.output().orElse(file);
    return new FixReport(
        found,
        new CheckReport(output, opened.request().base(), repair.after()),
        fixes(made, before, repair.after()),
        Optional.of(output),
        written.outputSize(),
        false);
  }

  private FixRounds rounds(Opened opened) {
    return new FixRounds(
        opened.container(),
        opened.base(),
        opened.profile(),
        opened.waivers(),
        opened.request().overrides(),
        opened.time(),
        context.cancellation());
  }

  private CheckResult check(Opened opened, CheckedImage image) {
    List<RuleResult> results =
        new RuleRunner(context.cancellation()).run(Catalogue.all(), rounds(opened).context(image));
    return opened
        .waivers()
        .apply(
            opened.profile(),
            CheckImage.profileReason(opened.request(), opened.profile()),
            results);
  }

  /** What would be found in the image that a run would write. */
  private CheckResult sealed(Opened opened, CheckResult before, EditedTree edited) {
    FileTree tree = opened.image().files().tree();
    SealReport report =
        Seal.run(
            new SealInput(
                tree,
                edited,
                opened.profile(),
                opened.image().facts(),
                FixChange.sealOptions(
                    before, opened.image().facts(), edited.time(), InstalledNow.in(tree)::owns)));
    if (!report.problems().isEmpty()) {
      throw new OperationException(report.problems());
    }
    report.finishes().stream()
        .filter(finish -> finish.modified().isPresent())
        .forEach(finish -> edited.touch(finish.path()));
    return check(opened, RuleFacts.read(edited, Optional.of(opened.container())));
  }

  /** The repairs by rule, and what is gone without one of its own. */
  private static List<FixReport.Fix> fixes(
      List<FixRounds.Made> made, CheckResult before, CheckResult after) {
    Map<String, RuleDescription> rules = new LinkedHashMap<>();
    before.results().forEach(one -> rules.put(one.rule().id(), one.rule()));
    Set<FixReport.Fix> fixes = new LinkedHashSet<>();
    Set<String> told = new HashSet<>();
    for (FixRounds.Made one : made) {
      fixes.add(new FixReport.Fix(FixRounds.description(one), one.finding().path(), one.done()));
      told.add(key(one.finding()));
    }
    Set<String> left = new HashSet<>();
    findings(after).forEach(finding -> left.add(key(finding)));
    for (Finding finding : findings(before)) {
      RuleDescription rule = rules.get(finding.rule());
      if (rule != null && !told.contains(key(finding)) && !left.contains(key(finding))) {
        fixes.add(new FixReport.Fix(rule, finding.path(), SETTLED));
      }
    }
    List<FixReport.Fix> sorted = new ArrayList<>(fixes);
    sorted.sort(FixReport.Fix.ORDER);
    return sorted;
  }

  private static String key(Finding finding) {
    return finding.rule() + " " + finding.path();
  }

  private static List<Finding> findings(CheckResult result) {
    return result.results().stream().flatMap(one -> one.findings().stream()).toList();
  }
}
