package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

/** Runs rules over an image. */
public final class RuleRunner {
  private final Cancellation cancellation;

  public RuleRunner(Cancellation cancellation) {
    this.cancellation = cancellation;
  }

  /** The outcome of every rule, in the order of the rules. */
  public List<RuleResult> run(List<Rule> rules, RuleContext context) {
    Optional<RuleContext> base = context.ofBase();
    List<RuleResult> results = new ArrayList<>();
    for (Rule rule : rules) {
      cancellation.check();
      RuleDescription description = RuleDescription.of(rule);
      Outcome outcome = outcome(rule, description, context);
      if (description.kind() == RuleKind.STATE
          && base.isPresent()
          && outcome instanceof Outcome.Failed failed) {
        outcome = inherited(failed, outcome(rule, description, base.get()));
      }
      results.add(new RuleResult(description, outcome));
    }
    return List.copyOf(results);
  }

  private static Outcome outcome(Rule rule, RuleDescription description, RuleContext context) {
    Optional<Severity> severity = description.severity(context.profile());
    if (severity.isEmpty()) {
      return new Outcome.NotApplicable("has no meaning for profile " + context.profile().id());
    }
    if (description.kind() == RuleKind.CHANGE && context.base().isEmpty()) {
      return new Outcome.NotApplicable("there is no base to compare with");
    }
    Findings findings = new Findings(description, severity.get());
    try {
      rule.check(context, findings);
      return findings.outcome();
    } catch (RunInterruptedException e) {
      throw e;
    } catch (CustomizeException e) {
      return new Outcome.CouldNotCheck(e.problems().get(0).headline());
    }
  }

  /** What the base has as well, and not less bad, is not the customization's doing. */
  private static Outcome inherited(Outcome.Failed failed, Outcome ofBase) {
    return ofBase instanceof Outcome.Failed before
        ? new Outcome.Failed(Inheritance.of(before.findings(), failed.findings()), failed.omitted())
        : failed;
  }
}
