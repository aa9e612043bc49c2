package org.nodecustomize.apply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.RuleRunner;
import org.nodecustomize.rule.Waivers;
import org.nodecustomize.tree.EditedTree;

/**
 * Repairs what the rules find, then what they find after that, until nothing is left that they can
 * repair. What is waived and what the original has too is left as it is.
 */
final class FixRounds {
  /** One repair may show the next defect, a removed file an empty directory; this ends it. */
  private static final int MOST = 8;

  private final Container container;
  private final Optional<CheckedImage> base;
  private final LayoutProfile profile;
  private final Waivers waivers;
  private final Set<String> overrides;
  private final Instant time;
  private final Cancellation cancellation;

  /**
   * @param overrides paths below /etc that differ from the vendor's on purpose
   * @param time that no file of the image may be later than by more than a day
   */
  FixRounds(
      Container container,
      Optional<CheckedImage> base,
      LayoutProfile profile,
      Waivers waivers,
      Set<String> overrides,
      Instant time,
      Cancellation cancellation) {
    this.container = container;
    this.base = base;
    this.profile = profile;
    this.waivers = waivers;
    this.overrides = overrides;
    this.time = time;
    this.cancellation = cancellation;
  }

  /**
   * A repair that was made.
   *
   * @param context what the finding was made from
   * @param done in words for people
   */
  record Made(Fixable rule, Finding finding, RuleContext context, String done) {

    /** Makes it again in another tree of the same content. */
    void repeat(EditedTree tree) {
      rule.fix(finding, context, tree);
    }

    private String key() {
      return finding.rule() + " " + finding.path() + " " + done;
    }
  }

  /** Repairs an image; the edits are in {@code edited}, which lies over its tree. */
  List<Made> make(CheckedImage image, EditedTree edited) {
    List<Made> all = new ArrayList<>();
    Set<String> known = new HashSet<>();
    boolean more = true;
    CheckedImage now = image;
    for (int round = 0; round < MOST && more; round++) {
      more = false;
      RuleContext context = context(now);
      for (Rule rule : inOrder()) {
        for (Made made : repaired((Fixable) rule, context, edited)) {
          if (known.add(made.key())) {
            all.add(made);
            more = true;
          }
        }
      }
      if (more) {
        now = RuleFacts.read(edited, Optional.of(container));
      }
    }
    return List.copyOf(all);
  }

  RuleContext context(CheckedImage image) {
    return new RuleContext(image, base, profile, overrides, time);
  }

  private static List<Rule> inOrder() {
    return Catalogue.all().stream()
        .filter(Fixable.class::isInstance)
        .sorted(Comparator.comparing(rule -> ((Fixable) rule).mirrors()))
        .toList();
  }

  private List<Made> repaired(Fixable rule, RuleContext context, EditedTree edited) {
    List<Made> made = new ArrayList<>();
    List<Finding> findings =
        new ArrayList<>(
            waivers
                .apply(profile, "", new RuleRunner(cancellation).run(List.of(rule), context))
                .results()
                .get(0)
                .findings());
    // What is in a directory comes before the directory.
    findings.sort(Comparator.comparing(Finding::path).reversed());
    for (Finding finding : findings) {
      if (!finding.inherited()) {
        done(rule, finding, context, edited)
            .ifPresent(text -> made.add(new Made(rule, finding, context, text)));
      }
    }
    return made;
  }

  /** What stands in the way of a repair has to be cleared up by somebody. */
  private static Optional<String> done(
      Fixable rule, Finding finding, RuleContext context, EditedTree edited) {
    try {
      return rule.fix(finding, context, edited);
    } catch (OperationException e) {
      return Optional.empty();
    }
  }

  /** The number and name of a repair's rule. */
  static RuleDescription description(Made made) {
    return RuleDescription.of(made.rule());
  }
}
