package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.HashSet;
import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.FileNode;

/** NC618: alternatives of which half is missing. */
@RuleInfo(
    id = "NC618",
    slug = "alternatives",
    summary = "an alternative leads nowhere, or its record is missing",
    kind = CHANGE,
    severity = WARNING,
    consumer = "alternatives(8); IMG osupdater.py (the record is in /var)",
    fix = "run alternatives --install again in the image")
public final class Alternatives implements Rule {
  private static final String RECORDS = "/var/lib/alternatives";

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    Set<String> slaves = new HashSet<>();
    for (String name : files.tree().list(RECORDS)) {
      slaves.addAll(files.lines(RECORDS + "/" + name));
    }
    for (Change change : context.changesBelow("/etc/alternatives")) {
      String path = change.path();
      if (change.after().filter(FileNode::isLink).isEmpty() || !change.isMaterial()) {
        continue;
      }
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (!files.exists(path)) {
        findings.add(
            path,
            "leads to "
                + change.after().flatMap(FileNode::target).orElse("")
                + ", which is not there");
      } else if (files.exists(RECORDS)
          && !files.exists(RECORDS + "/" + name)
          && !slaves.contains(name)) {
        findings.add(path, "has no record in " + RECORDS);
      }
    }
  }
}
