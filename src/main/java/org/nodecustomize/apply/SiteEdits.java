package org.nodecustomize.apply;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.plan.Phase;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.tree.EditNews;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.EtcInUsr;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;
import org.nodecustomize.tree.TreePaths;

/**
 * The edits of a plan, made in a tree.
 *
 * @param due the steps that made a difference
 * @param refused the steps that cannot be done in this image, and why
 * @param writers whose steps wrote what
 * @param paths what each of the due steps changed
 */
record SiteEdits(
    List<Step> due,
    Map<Step, List<Problem>> refused,
    Writers writers,
    Map<Step, Set<String>> paths) {

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
    Map<Step, Set<String>> due = new LinkedHashMap<>();
    EditNews news = new EditNews(tree);
    for (Step.Edit step : plan.edits()) {
      try {
        step.operation().apply(place, events);
      } catch (OperationException e) {
        refused.put(step, e.problems());
      }
      EditNews.News made = news.take();
      if (made.isAny()) {
        due.put(step, paths(made.news()));
      } else {
        due.remove(step);
      }
      writers.add(step.origin(), made.news());
    }
    Map<Step, Set<String>> lasting = lasting(due, tree.edits());
    return new SiteEdits(List.copyOf(lasting.keySet()), refused, writers, lasting);
  }

  /** Without the steps of which nothing is left: what one removes and the next writes as it was. */
  private static Map<Step, Set<String>> lasting(Map<Step, Set<String>> due, TreeEdits edits) {
    Set<String> changed = new HashSet<>(edits.removals());
    edits.placements().forEach(one -> changed.add(one.path()));
    edits.puts().forEach(one -> changed.add(one.path()));
    Set<String> removed = Set.copyOf(edits.removals());
    Map<Step, Set<String>> lasting = new LinkedHashMap<>(due);
    lasting
        .values()
        .removeIf(
            paths ->
                paths.stream().noneMatch(path -> changed.contains(path) || isBelow(path, removed)));
    return lasting;
  }

  private static boolean isBelow(String path, Set<String> directories) {
    String above = TreePaths.parent(path);
    while (!above.equals("/") && !directories.contains(above)) {
      above = TreePaths.parent(above);
    }
    return directories.contains(above);
  }

  private static Set<String> paths(List<TreeEdits.At> news) {
    Set<String> paths = new TreeSet<>();
    news.forEach(one -> paths.add(one.path()));
    return paths;
  }

  /** The steps with what they changed, without directories that only got or lost an entry. */
  List<DueStep> steps(FileTree base, EditedTree edited) {
    return due.stream()
        .map(
            step ->
                new DueStep(
                    step,
                    PathSummary.of(
                        paths.getOrDefault(step, Set.of()).stream()
                            .filter(path -> !isCarrier(path, base, edited))
                            .toList(),
                        base)))
        .toList();
  }

  private static boolean isCarrier(String path, FileTree base, EditedTree edited) {
    Optional<Placement> before = base.node(path).filter(FileNode::isDirectory).map(Placement::of);
    return before.isPresent() && before.equals(edited.node(path).map(Placement::of));
  }

  /** The phases in which something made a difference. */
  Set<Phase> phases() {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    due.forEach(step -> phases.add(step.phase()));
    return phases;
  }
}
