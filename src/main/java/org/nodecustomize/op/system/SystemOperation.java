package org.nodecustomize.op.system;

import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.tree.EditableTree;

/**
 * A change of services or settings that needs no program of the image. Done twice, it edits
 * nothing the second time.
 */
public interface SystemOperation {

  /** Where the wish was written. */
  Origin origin();

  /** What is done, in a few words. */
  String title();

  /**
   * Edits the tree.
   *
   * @param events told what the user has to know about the wish in this image, one line each
   * @throws OperationException if it cannot be done in this image; the tree may hold some of the
   *     edits then
   */
  void apply(EditableTree tree, Events events);
}
