package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.EditedTree;

/** NC305: account files that do not agree. */
@RuleInfo(
    id = "NC305",
    slug = "account-db-consistency",
    summary = "the account files do not agree with each other",
    kind = STATE,
    severity = ERROR,
    consumer = "login, sshd and every program that asks for an account",
    fix = "repair them: pwck and grpck in the image say what is wrong")
public final class AccountConsistency implements Fixable {
  private static final String ACCOUNTS = "/etc/passwd";

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    if (!files.exists(ACCOUNTS)) {
      findings.notApplicable("there is no /etc/passwd");
      return;
    }
    shape(ACCOUNTS, 7, files, findings);
    shape("/etc/group", 4, files, findings);
    shape("/etc/shadow", 9, files, findings);
    shape("/etc/gshadow", 4, files, findings);
    AccountFiles accounts = AccountFiles.in("/etc", files);
    Set<String> shadowed = names(files, "/etc/shadow");
    for (AccountFiles.Account account : accounts.accounts()) {
      if (account.password().equals("x") && !shadowed.contains(account.name())) {
        findings.add(ACCOUNTS, "account '" + account.name() + "' is not in /etc/shadow");
      }
      if (!accounts.hasGid(account.gid())) {
        findings.add(
            ACCOUNTS,
            "account '%s' has group %d, which is not there"
                .formatted(account.name(), account.gid()));
      }
      if (account.isHuman() && !files.exists(account.shell())) {
        findings.add(
            WARNING,
            ACCOUNTS,
            "account '%s' has shell %s, which is not there"
                .formatted(account.name(), account.shell()));
      }
    }
    shadowed.removeAll(accounts.accountNames());
    shadowed.forEach(name -> findings.add("/etc/shadow", "'" + name + "' is not in /etc/passwd"));
    if (files.exists("/etc/gshadow")) {
      Set<String> groups = names(files, "/etc/gshadow");
      groups.removeAll(accounts.groupNames());
      groups.forEach(
          name -> findings.add(WARNING, "/etc/gshadow", "'" + name + "' is not in /etc/group"));
    }
    secret("/etc/shadow", files, findings);
    secret("/etc/gshadow", files, findings);
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return finding.fix().equals(chmod(finding.path()))
        ? Repairs.permitted(finding.path(), 0, tree)
        : Optional.empty();
  }

  private static String chmod(String path) {
    return "chmod 0000 " + path;
  }

  private static void shape(String path, int expected, Snapshot files, Findings findings) {
    for (List<String> fields : AccountFiles.fields(files, path)) {
      if (fields.size() != expected
          && !fields.get(0).startsWith("+")
          && !fields.get(0).startsWith("-")) {
        findings.add(
            path,
            "'%s': expected %d fields but were %d"
                .formatted(fields.get(0), expected, fields.size()));
      }
    }
  }

  private static Set<String> names(Snapshot files, String path) {
    return AccountFiles.fields(files, path).stream()
        .map(fields -> fields.get(0))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void secret(String path, Snapshot files, Findings findings) {
    files
        .target(path)
        .ifPresent(
            node -> {
              if (node.uid() != 0) {
                findings.add(path, "is owned by " + node.uid() + ", not by root");
              }
              if ((node.permissions() & 07137) != 0) {
                findings.add(
                    path,
                    "has mode %04o: expected 0000, 0600 or 0640".formatted(node.permissions()),
                    chmod(path));
              }
            });
  }
}
