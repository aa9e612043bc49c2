package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;

/** NC706: new things that everybody can change. */
@RuleInfo(
    id = "NC706",
    slug = "world-writable",
    summary = "something new can be changed by everybody",
    kind = CHANGE,
    severity = WARNING,
    consumer = "everybody who can log in to the host",
    fix = "chmod o-w PATH")
public final class WorldWritable implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      boolean touched = change.isAdded() || change.aspects().contains(Aspect.PERMISSIONS);
      change
          .after()
          .filter(node -> touched && (node.isRegular() || node.isDirectory()))
          .filter(node -> (node.permissions() & 02) != 0)
          .filter(node -> node.isRegular() || (node.permissions() & 01000) == 0)
          .ifPresent(
              node ->
                  findings.add(
                      change.path(),
                      "is a %s of mode %04o"
                          .formatted(NodeTypes.text(node.type()), node.permissions())));
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    boolean packaged =
        context.image().ownership().filter(known -> !known.owns(finding.path())).isEmpty();
    return packaged
        ? Optional.empty()
        : tree.node(finding.path())
            .flatMap(node -> Repairs.permitted(finding.path(), node.permissions() & ~02, tree));
  }
}
