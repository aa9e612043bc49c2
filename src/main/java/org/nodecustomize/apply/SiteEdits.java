package org.nodecustomize.apply;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.plan.Phase;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.EtcInUsr;
import org.nodecustomize.tree.TreeEdits;

/**
 * The edits of a plan, made in a tree.
 *
 * @param due the steps that made a difference
 * @param refused the steps that cannot be done in this image, and why
 * @param writers whose steps wrote what
 */
record SiteEdits(List<Step> due, Map<Step, List<Problem>> refused, Writers writers) {

  /**
   * Makes them, in order.
   *
   * @throws OperationException with all that cannot be done in this image
   */
  static SiteEdits make(SitePlan plan, EditedTree tree, Events events) {
    SiteEdits made = attempt(plan, tree, events);
    List<Problem> problems = made.refused().values().stream().flatMap(List::stream).toList();
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
    return made;
  }

  /** Makes those that can be made: packages that are not in yet may bring what the others need. */
  static SiteEdits attempt(SitePlan plan, EditedTree tree, Events events) {
    Map<Step, List<Problem>> refused = new LinkedHashMap<>();
    Writers writers = new Writers();
    EditableTree place =
        LayoutProfile.detect(tree) == LayoutProfile.OSTREE ? new EtcInUsr(tree) : tree;
    Map<Step, Boolean> due = new LinkedHashMap<>();
    TreeEdits before = tree.edits();
    for (Step.Edit step : plan.edits()) {
      try {
        step.operation().apply(place, events);
      } catch (OperationException e) {
        refused.put(step, e.problems());
      }
      TreeEdits after = tree.edits();
      due.put(step, !after.equals(before));
      writers.add(step.origin(), before, after);
      before = after;
    }
    due.values().removeIf(made -> !made);
    return new SiteEdits(List.copyOf(due.keySet()), refused, writers);
  }

  /** The phases in which something made a difference. */
  Set<Phase> phases() {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    due.forEach(step -> phases.add(step.phase()));
    return phases;
  }
}
