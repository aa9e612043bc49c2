package org.nodecustomize.plan;

import org.nodecustomize.diag.Origin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.op.system.ImageCommand;
import org.nodecustomize.op.system.RebuildInitramfs;

/** One thing that a run will do, beside packages. */
public sealed interface Step {

  Phase phase();

  /** Where the wish was written. */
  Origin origin();

  /** What is done, in a few words. */
  String title();

  /** Whether somebody wrote it down; what is always looked after is of no interest until it is due. */
  default boolean isStated() {
    return true;
  }

  /** Edits the image's tree; needs no program of the image. */
  record Edit(Phase phase, TreeOperation operation) implements Step {
    @Override
    public Origin origin() {
      return operation.origin();
    }

    @Override
    public String title() {
      return operation.title();
    }
  }

  /**
   * Runs a program of the image.
   *
   * @param when the condition
   */
  record Command(Phase phase, When when, ImageCommand command) implements Step {
    @Override
    public Origin origin() {
      return command.origin();
    }

    @Override
    public String title() {
      return command.title();
    }
  }

  /** When a command is run. */
  sealed interface When {
    /** In every run. */
    record Always() implements When {}

    /** If an edit of the same phase made a difference. */
    record AfterEdits() implements When {}

    /**
     * If the image's record does not have it yet: a script has no other way to tell that it was
     * run.
     *
     * @param digest sha256 of all that makes the script what it is
     */
    record Once(String digest) implements When {}
  }

  /**
   * Makes the initramfs anew, where that is needed.
   *
   * @param isStated whether the recipe has the key
   */
  record Initramfs(RebuildInitramfs rebuild, boolean isStated) implements Step {
    @Override
    public Phase phase() {
      return Phase.INITRAMFS;
    }

    @Override
    public Origin origin() {
      return rebuild.origin();
    }

    @Override
    public String title() {
      return rebuild.title();
    }
  }
}
