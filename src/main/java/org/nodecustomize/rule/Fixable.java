package org.nodecustomize.rule;

import java.util.Optional;
import org.nodecustomize.tree.EditedTree;

/**
 * A rule that can repair what it finds where that is mechanical and nobody has to decide anything:
 * nothing that a host needs is lost, and what the image is meant to do stays.
 */
public interface Fixable extends Rule {

  /**
   * Repairs one finding. Done twice, it edits nothing the second time and says the same.
   *
   * @param finding one of this rule's
   * @param context what the finding was made from
   * @param tree the image with what other fixes did since
   * @return what was done, lower case, no full stop; empty where somebody has to decide, then nothing
   *     was edited
   */
  Optional<String> fix(Finding finding, RuleContext context, EditedTree tree);

  /** Whether it copies what other fixes may change, so that its turn comes after theirs. */
  default boolean mirrors() {
    return false;
  }
}
