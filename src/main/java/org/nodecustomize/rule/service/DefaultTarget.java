package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC408: another default target. */
@RuleInfo(
    id = "NC408",
    slug = "default-target",
    summary = "the default target was changed",
    kind = CHANGE,
    severity = WARNING,
    consumer = "A7-AM (sets it for live payloads); IMG osupdater.py (links keep the old target)",
    fix = "set it in the kickstart, or by systemd.unit= on the kernel command line")
public final class DefaultTarget implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc/systemd/system")) {
      if (change.path().equals("/etc/systemd/system/default.target") && change.isMaterial()) {
        findings.add(
            change.path(),
            "was %s, now %s"
                .formatted(
                    change.before().flatMap(FileNode::target).orElse("missing"),
                    change.after().flatMap(FileNode::target).orElse("missing")));
      }
    }
  }
}
