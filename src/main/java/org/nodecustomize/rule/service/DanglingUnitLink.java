package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.LinkEnds;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.rule.SystemdUnits;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC404: a link that pulls in a unit which is not there. */
@RuleInfo(
    id = "NC404",
    slug = "dangling-unit-link",
    summary = "a link of systemd leads to a unit that is not there",
    kind = CHANGE,
    severity = ERROR,
    consumer = "systemd: the unit is not started",
    fix = "remove the link, or add the unit")
public final class DanglingUnitLink implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String directory : SystemdUnits.directories(context.files())) {
      context
          .files()
          .below(directory)
          .forEach(
              (path, node) -> {
                if (isDangling(context.files(), directory, path, node)
                    && !wasDangling(context.baseFiles(), directory, path)) {
                  findings.add(
                      path, "leads to " + node.target().orElse("") + ", which is not there");
                }
              });
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    boolean pullsIn =
        SystemdUnits.directories(context.files()).stream()
            .filter(directory -> finding.path().startsWith(directory + "/"))
            .anyMatch(
                directory ->
                    context
                        .files()
                        .node(finding.path())
                        .flatMap(node -> SystemdUnits.link(directory, finding.path(), node))
                        .isPresent());
    return pullsIn
        ? Repairs.removedUnlessPackaged(finding.path(), context, tree)
        : Optional.empty();
  }

  private static boolean wasDangling(Snapshot base, String directory, String path) {
    return base.node(path).filter(node -> isDangling(base, directory, path, node)).isPresent();
  }

  private static boolean isDangling(Snapshot files, String directory, String path, FileNode node) {
    if (!node.isLink() || files.exists(path) || LinkEnds.leadsToNothing(files, path)) {
      return false;
    }
    // systemd looks for the unit by its name; where the link leads is a hint at most.
    Optional<SystemdUnits.Link> link = SystemdUnits.link(directory, path, node);
    return link.isEmpty() || SystemdUnits.of(files).find(link.get().unit()).isEmpty();
  }
}
