package org.nodecustomize.apply;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.plan.Phase;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.TreeEdits;

/**
 * The edits of a plan, made in a tree.
 *
 * @param due the steps that made a difference
 */
record SiteEdits(List<Step> due) {

  /**
   * Makes them, in order.
   *
   * @throws OperationException with all that cannot be done in this image
   */
  static SiteEdits make(SitePlan plan, EditedTree tree, Events events) {
    List<Problem> problems = new ArrayList<>();
    Map<Step, Boolean> due = new LinkedHashMap<>();
    TreeEdits before = tree.edits();
    for (Step.Edit step : plan.edits()) {
      try {
        step.operation().apply(tree, events);
      } catch (OperationException e) {
        problems.addAll(e.problems());
      }
      TreeEdits after = tree.edits();
      due.put(step, !after.equals(before));
      before = after;
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
    due.values().removeIf(made -> !made);
    return new SiteEdits(List.copyOf(due.keySet()));
  }

  /** The phases in which something made a difference. */
  Set<Phase> phases() {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    due.forEach(step -> phases.add(step.phase()));
    return phases;
  }
}
