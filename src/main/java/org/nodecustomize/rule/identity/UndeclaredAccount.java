package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SysusersLines;

/** NC302: an account that no sysusers.d file declares. */
@RuleInfo(
    id = "NC302",
    slug = "account-without-sysusers",
    summary = "a new account or group is not declared in sysusers.d",
    kind = CHANGE,
    severity = WARNING,
    consumer = "BOO lints.rs: sysusers; IMG osupdater.py (adds no shadow entries)",
    fix = "declare it in /usr/lib/sysusers.d with the number that it has")
public final class UndeclaredAccount implements Rule {
  private static final List<String> PROGRAMS =
      List.of("/usr/bin/systemd-sysusers", "/bin/systemd-sysusers");

  @Override
  public void check(RuleContext context, Findings findings) {
    if (PROGRAMS.stream().noneMatch(context.files()::exists)) {
      findings.notApplicable("the image has no systemd-sysusers");
      return;
    }
    SysusersLines declared = SysusersLines.of(context.files());
    AccountFiles before = AccountFiles.of(context.baseFiles());
    AccountFiles after = AccountFiles.of(context.files());
    for (AccountFiles.Account account : after.accounts()) {
      String name = account.name();
      if (!before.accountNames().contains(name)
          && !account.isHuman()
          && !declared.declaresUser(name)) {
        findings.add(
            "/etc/passwd",
            "account '" + name + "' is new and declared nowhere",
            "add to /usr/lib/sysusers.d: u "
                + name
                + " "
                + account.uid()
                + " - "
                + account.home()
                + " "
                + account.shell());
      }
    }
    for (AccountFiles.Group group : after.groups()) {
      String name = group.name();
      if (!before.groupNames().contains(name)
          && !after.accountNames().contains(name)
          && !declared.declaresGroup(name)) {
        findings.add(
            "/etc/group",
            "group '" + name + "' is new and declared nowhere",
            "add to /usr/lib/sysusers.d: g " + name + " " + group.gid());
      }
    }
  }
}
