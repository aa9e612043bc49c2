package org.nodecustomize.seal;

import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeDifference;

/**
 * What is sealed.
 *
 * @param before the base image
 * @param after the changed image, with everything that packages, operations and scripts did
 * @param facts of the changed image
 * @param unchanged knows of files below /etc that they need not be read
 */
public record SealInput(
    FileTree before,
    EditableTree after,
    LayoutProfile profile,
    ImageFacts facts,
    SealOptions options,
    TreeDifference.Unchanged unchanged) {

  /** Where nothing is known without reading. */
  public SealInput(
      FileTree before,
      EditableTree after,
      LayoutProfile profile,
      ImageFacts facts,
      SealOptions options) {
    this(before, after, profile, facts, options, TreeDifference.Unchanged.UNKNOWN);
  }
}
