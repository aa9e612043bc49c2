package org.nodecustomize.rule;

import java.util.List;

/** What came out of one rule. */
public record RuleResult(RuleDescription rule, Outcome outcome) {

  /** What was found; empty unless the rule failed. */
  public List<Finding> findings() {
    return outcome instanceof Outcome.Failed failed ? failed.findings() : List.of();
  }
}
