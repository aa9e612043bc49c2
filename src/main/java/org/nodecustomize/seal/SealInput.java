package org.nodecustomize.seal;

import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileTree;

/**
 * What is sealed.
 *
 * @param before the base image
 * @param after the changed image, with everything that packages, operations and scripts did
 * @param facts of the changed image
 */
public record SealInput(
    FileTree before,
    EditableTree after,
    LayoutProfile profile,
    ImageFacts facts,
    SealOptions options) {}
