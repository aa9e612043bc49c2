package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SysusersLines;
import org.nodecustomize.tree.FileNode;

/** NC306: owners without a name. */
@RuleInfo(
    id = "NC306",
    slug = "orphan-owner",
    summary = "something belongs to a number that no account has",
    kind = CHANGE,
    severity = WARNING,
    consumer = "every host: the next account with that number owns the file",
    fix = "give it to an account of the image, or declare the account in sysusers.d")
public final class OrphanOwner implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    AccountFiles accounts = AccountFiles.of(context.files());
    SysusersLines declared = SysusersLines.of(context.files());
    for (Change change : context.changes()) {
      boolean owner = change.isAdded() || change.aspects().contains(Aspect.OWNER);
      if (!owner || change.isRemoved()) {
        continue;
      }
      FileNode node = change.after().orElseThrow();
      if (!accounts.hasUid(node.uid()) && node.uid() != 0 && !declared.declaresId(node.uid())) {
        findings.add(change.path(), "is owned by user " + node.uid() + ", which is no account");
      } else if (!accounts.hasGid(node.gid())
          && node.gid() != 0
          && !declared.declaresId(node.gid())) {
        findings.add(change.path(), "is owned by group " + node.gid() + ", which is no group");
      }
    }
  }
}
