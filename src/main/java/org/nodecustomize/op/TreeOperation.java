package org.nodecustomize.op;

import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.tree.EditableTree;

/**
 * A change that needs no program of the image: it edits the tree. Done twice, it edits nothing the
 * second time.
 */
public interface TreeOperation {

  /** Where the wish was written. */
  Origin origin();

  /** What is done, in a few words: {@code write /etc/motd}. */
  String title();

  /**
   * Edits the tree.
   *
   * @param events told what the user has to know about the wish in this image, one line each
   * @throws org.nodecustomize.diag.OperationException if it cannot be done in this image, with the
   *     origin in each problem; the tree may hold some of the edits then
   */
  void apply(EditableTree tree, Events events);
}
