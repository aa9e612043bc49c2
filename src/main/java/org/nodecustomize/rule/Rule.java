package org.nodecustomize.rule;

/**
 * A layout rule. An instance has no state, carries {@link RuleInfo}, and is listed in {@link
 * Catalogue}.
 */
public interface Rule {

  /**
   * Looks at an image. What it reads is hostile: reads are bounded, and a {@link
   * org.nodecustomize.diag.CustomizeException} that comes out means that the rule could not look.
   */
  void check(RuleContext context, Findings findings);
}
