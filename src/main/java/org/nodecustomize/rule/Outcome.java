package org.nodecustomize.rule;

import java.util.List;

/** What came out of a rule. */
public sealed interface Outcome {

  /** It looked and found nothing. */
  record Passed() implements Outcome {}

  /**
   * It found something.
   *
   * @param findings sorted by path; at least one
   * @param omitted how many more there were than are kept
   */
  record Failed(List<Finding> findings, int omitted) implements Outcome {
    public Failed {
      findings = List.copyOf(findings);
    }
  }

  /** It has no meaning for this image. */
  record NotApplicable(String why) implements Outcome {}

  /** It has a meaning but something that it needs is missing or cannot be read. */
  record CouldNotCheck(String why) implements Outcome {}
}
