package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what one rule finds. */
public final class Findings {
  /** Nobody reads more, and a hostile image could fill the memory with them; the worst are kept. */
  private static final int KEPT = 1000;

  private final RuleDescription rule;
  private final Severity worst;
  private final List<Finding> found = new ArrayList<>();
  private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
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
    Severity bad = severity.atMost(worst);
    if (found.size() >= KEPT) {
      omitted++;
      if (!dropsLessBad(bad)) {
        return;
      }
    }
    counts.merge(bad, 1, Integer::sum);
    found.add(new Finding(rule.id(), bad, path, evidence, fix, false));
  }

  /** Makes room at the cost of what is less bad, if there is any. */
  private boolean dropsLessBad(Severity bad) {
    Optional<Severity> least =
        counts.keySet().stream().reduce((one, other) -> other).filter(s -> s.compareTo(bad) > 0);
    if (least.isEmpty()) {
      return false;
    }
    counts.computeIfPresent(least.get(), (severity, count) -> count > 1 ? count - 1 : null);
    int last = found.size() - 1;
    while (found.get(last).severity() != least.get()) {
      last--;
    }
    found.remove(last);
    return true;
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
