package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC304: names or numbers that are there twice, and numbers out of their range. */
@RuleInfo(
    id = "NC304",
    slug = "id-range",
    summary = "an account name or number is there twice, or out of its range",
    kind = STATE,
    severity = ERROR,
    consumer = "IMG osupdater.py: _merge_ids (renumbers on collision)",
    fix = "give each account a name and a number of its own")
public final class DuplicateId implements Rule {
  private static final long NOBODY = 65534;
  private static final long FIRST_HUMAN = 1000;

  @Override
  public void check(RuleContext context, Findings findings) {
    AccountFiles files = AccountFiles.of(context.files());
    Map<Long, String> uids = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (AccountFiles.Account account : files.accounts()) {
      boolean again = !names.add(account.name());
      if (again) {
        findings.add("/etc/passwd", "account '" + account.name() + "' is there twice");
      }
      String other = uids.putIfAbsent(account.uid(), account.name());
      if (other != null && !again) {
        findings.add(
            "/etc/passwd",
            "'%s' and '%s' have the same number %d"
                .formatted(other, account.name(), account.uid()));
      }
    }
    Map<Long, String> gids = new HashMap<>();
    names.clear();
    for (AccountFiles.Group group : files.groups()) {
      boolean again = !names.add(group.name());
      if (again) {
        findings.add("/etc/group", "group '" + group.name() + "' is there twice");
      }
      String other = gids.putIfAbsent(group.gid(), group.name());
      if (other != null && !again) {
        findings.add(
            "/etc/group",
            "'%s' and '%s' have the same number %d".formatted(other, group.name(), group.gid()));
      }
    }
    ranges(files, context, findings);
  }

  /** Only what is new: what vendors number is their choice. */
  private static void ranges(AccountFiles files, RuleContext context, Findings findings) {
    if (context.base().isEmpty()) {
      return;
    }
    Set<String> before = AccountFiles.of(context.baseFiles()).accountNames();
    for (AccountFiles.Account account : files.accounts()) {
      if (before.contains(account.name()) || account.uid() == NOBODY) {
        continue;
      }
      boolean high = account.uid() >= FIRST_HUMAN;
      if (account.isHuman() != high) {
        findings.add(
            WARNING,
            "/etc/passwd",
            account.isHuman()
                ? "'%s' is for people but has number %d, below 1000"
                    .formatted(account.name(), account.uid())
                : "'%s' is a service's but has number %d, not below 1000"
                    .formatted(account.name(), account.uid()));
      }
    }
  }
}
