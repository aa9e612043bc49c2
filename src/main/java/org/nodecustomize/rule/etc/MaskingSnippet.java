package org.nodecustomize.rule.etc;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.DropIns;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC113: a snippet of /etc that replaces the vendor's by its name. */
@RuleInfo(
    id = "NC113",
    slug = "snippet-masks-vendor",
    summary = "a snippet replaces the vendor's whole file of the same name",
    kind = CHANGE,
    severity = WARNING,
    consumer = "SD standard-conf.xml, tmpfiles.d(5), sysusers.d(5), systemd.preset(5)",
    fix = "give the snippet another name")
public final class MaskingSnippet implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      if (change.isAdded() && change.after().filter(node -> !node.isDirectory()).isPresent()) {
        DropIns.masked(change.path(), context.files())
            .ifPresent(
                vendor ->
                    findings.add(
                        change.path(), "replaces " + vendor + ", which is not read any more"));
      }
    }
  }
}
