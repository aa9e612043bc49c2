package org.nodecustomize.rule.place;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Optional;
import java.util.Set;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;

/** NC207: /var/run and /var/lock must lead to /run. */
@RuleInfo(
    id = "NC207",
    slug = "var-run-lock",
    summary = "/var/run or /var/lock does not lead to /run",
    kind = STATE,
    severity = ERROR,
    consumer = "BOO lints.rs: check_var_run; every daemon with a pid file in /var/run",
    fix = "make them links: /var/run to ../run, /var/lock to ../run/lock")
public final class VarRunLinks implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    check("/var/run", Set.of("../run", "/run"), context, findings);
    check("/var/lock", Set.of("../run/lock", "/run/lock"), context, findings);
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.linked(
        finding.path(), finding.path().equals("/var/run") ? "../run" : "../run/lock", tree);
  }

  private static void check(
      String path, Set<String> targets, RuleContext context, Findings findings) {
    context
        .files()
        .node(path)
        .filter(node -> node.target().filter(targets::contains).isEmpty())
        .ifPresent(
            node ->
                findings.add(
                    path,
                    node.isLink()
                        ? "points to " + node.target().orElse("")
                        : "is a " + NodeTypes.text(node.type()) + ", not a symbolic link"));
  }
}
