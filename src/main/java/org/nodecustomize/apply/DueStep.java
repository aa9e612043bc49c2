package org.nodecustomize.apply;

import java.util.List;
import org.nodecustomize.plan.Step;

/**
 * A step that made a difference.
 *
 * @param paths what it changed, as {@link PathSummary} writes it; empty for a program of the image
 */
record DueStep(Step step, List<String> paths) {
  DueStep {
    paths = List.copyOf(paths);
  }
}
