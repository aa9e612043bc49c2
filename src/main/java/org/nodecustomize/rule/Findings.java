package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what one rule finds. */
public final class Findings {
  /** Nobody reads more, and a hostile image could fill the memory with them. */
  private static final int KEPT = 1000;

  private final RuleDescription rule;
  private final Severity worst;
  private final List<Finding> found = new ArrayList<>();
  private int omitted;
  private Optional<Outcome> other = Optional.empty();

  Findings(RuleDescription rule, Severity worst) {
    this.rule = rule;
    this.worst = worst;
  }

  /** A finding of the rule's own severity and with the rule's own fix. */
  public void add(String path, String evidence) {
    add(worst, path, evidence, rule.fix());
  }

  /** A finding that is less bad than the rule's worst. */
  public void add(Severity severity, String path, String evidence) {
    add(severity, path, evidence, rule.fix());
  }

  /** A finding with a fix of its own. */
  public void add(String path, String evidence, String fix) {
    add(worst, path, evidence, fix);
  }

  /** A finding that is less bad than the rule's worst, with a fix of its own. */
  public void add(Severity severity, String path, String evidence, String fix) {
    if (found.size() >= KEPT) {
      omitted++;
      return;
    }
    found.add(new Finding(rule.id(), severity.atMost(worst), path, evidence, fix, false));
  }

  /** The rule has no meaning for this image. */
  public void notApplicable(String why) {
    other = Optional.of(new Outcome.NotApplicable(why));
  }

  /** The rule cannot look. */
  public void couldNotCheck(String why) {
    other = Optional.of(new Outcome.CouldNotCheck(why));
  }

  Outcome outcome() {
    if (!found.isEmpty()) {
      return new Outcome.Failed(
          found.stream().sorted(Comparator.comparing(Finding::path)).toList(), omitted);
    }
    return other.orElseGet(Outcome.Passed::new);
  }
}
