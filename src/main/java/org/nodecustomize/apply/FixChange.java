package org.nodecustomize.apply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RuleException;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.report.ChangeRecord;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.Severity;
import org.nodecustomize.seal.SealOptions;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeView;

/** Makes repairs in an image, and does not give it out unless they helped and did no harm. */
final class FixChange implements Change {
  static final String OPERATION = "check --fix";

  private final List<FixRounds.Made> repairs;
  private final CheckResult before;
  private final Instant notBefore;
  private final FileTree image;
  private final Function<CheckedImage, CheckResult> check;
  private Optional<CheckResult> after = Optional.empty();

  /**
   * @param before what was found in the image as it is
   * @param notBefore the time of the original, which what is written must not be older than
   * @param image the tree before the repairs
   * @param check holds an image to the rules as {@code before} was
   */
  FixChange(
      List<FixRounds.Made> repairs,
      CheckResult before,
      Instant notBefore,
      FileTree image,
      Function<CheckedImage, CheckResult> check) {
    this.repairs = repairs;
    this.before = before;
    this.notBefore = notBefore;
    this.image = image;
    this.check = check;
  }

  @Override
  public List<Problem> problems() {
    return List.of();
  }

  @Override
  public void prepare(WorkDirectory work, HostContext context) {}

  @Override
  public Optional<Work> decide(TreeView image, ImageFacts facts, String keys, HostContext context) {
    return Optional.of(new Repair());
  }

  @Override
  public List<String> alreadyDone() {
    return List.of();
  }

  @Override
  public LayoutProfile profile(LayoutProfile found) {
    return before.profile();
  }

  @Override
  public Gate gate(HostContext context, Writers writers) {
    return (container, profile, base, changed) -> {
      CheckResult result = check.apply(changed);
      after = Optional.of(result);
      requireBetter(repairs, before, result);
    };
  }

  @Override
  public Instant notBefore() {
    return notBefore;
  }

  /** What is found in the repaired image. */
  CheckResult after() {
    return after.orElseThrow(() -> new IllegalStateException("the image was not repaired"));
  }

  /**
   * Every repaired finding is gone, and nothing is found that was not.
   *
   * @throws RuleException with what is worse than it was
   */
  static void requireBetter(List<FixRounds.Made> repairs, CheckResult before, CheckResult after) {
    Set<String> repaired = new HashSet<>();
    repairs.forEach(made -> repaired.add(key(made.finding()) + made.finding().evidence()));
    Set<String> known = new HashSet<>();
    findings(before).forEach(finding -> known.add(key(finding)));
    List<Problem> problems = new ArrayList<>();
    for (Finding finding : findings(after)) {
      boolean counts = finding.severity() != Severity.INFO && !finding.inherited();
      if (repaired.contains(key(finding) + finding.evidence())) {
        problems.add(problem(finding, "is still found after its repair"));
      } else if (counts && !known.contains(key(finding))) {
        problems.add(problem(finding, "would come by the repairs"));
      }
    }
    if (!problems.isEmpty()) {
      throw new RuleException(problems);
    }
  }

  private static Problem problem(Finding finding, String what) {
    return Problem.at(
            finding.path(), "%s; this %s [%s]".formatted(finding.evidence(), what, finding.rule()))
        .withHint("repair it by hand, or accept the finding with --waivers: " + finding.fix());
  }

  private static String key(Finding finding) {
    return finding.rule() + " " + finding.path() + " ";
  }

  private static List<Finding> findings(CheckResult result) {
    return result.results().stream().flatMap(one -> one.findings().stream()).toList();
  }

  private final class Repair implements Work {
    @Override
    public PackageChanges execute(MountedImage image, ImageFacts facts, HostContext context) {
      return PackageChanges.none();
    }

    @Override
    public void edit(EditedTree tree) {
      repairs.forEach(made -> made.repeat(tree));
    }

    @Override
    public ChangeRecord record(PackageChanges changes) {
      Map<String, List<String>> paths = new LinkedHashMap<>();
      for (FixRounds.Made made : repairs) {
        RuleDescription rule = FixRounds.description(made);
        paths
            .computeIfAbsent("fix %s %s".formatted(rule.id(), rule.slug()), t -> new ArrayList<>())
            .add(made.finding().path());
      }
      List<ChangeRecord.DoneStep> steps = new ArrayList<>();
      paths.forEach(
          (title, found) ->
              steps.add(
                  new ChangeRecord.DoneStep(
                      title, OPERATION, Optional.empty(), PathSummary.of(found, image))));
      return new ChangeRecord(
          OPERATION, List.of(), List.of(), List.of(), steps, List.of(), Optional.empty());
    }

    @Override
    public LayoutProfile profile(ImageFacts facts) {
      return before.profile();
    }

    @Override
    public SealOptions sealOptions(ImageFacts facts, Instant time, Predicate<String> packaged) {
      return FixChange.sealOptions(before, facts, time, packaged);
    }
  }

  /** What is waived is meant to be there. */
  static SealOptions sealOptions(
      CheckResult before, ImageFacts facts, Instant time, Predicate<String> packaged) {
    Set<String> waived = new HashSet<>();
    before.waived().forEach(one -> waived.add(one.finding().path()));
    return new SealOptions(
        time,
        Change.standardRelease(facts),
        waived::contains,
        path -> false,
        packaged,
        path -> false);
  }
}
