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
  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    String etc = AccountFiles.directory(files);
    String passwd = etc + "/passwd";
    String shadow = etc + "/shadow";
    String gshadow = etc + "/gshadow";
    if (!files.exists(passwd)) {
      findings.notApplicable("there is no /etc/passwd");
      return;
    }
    shape(passwd, 7, files, findings);
    shape(etc + "/group", 4, files, findings);
    shape(shadow, 9, files, findings);
    shape(gshadow, 4, files, findings);
    AccountFiles all = AccountFiles.of(files);
    Set<String> shadowed = names(files, shadow);
    for (AccountFiles.Account account : AccountFiles.in(etc, files).accounts()) {
      if (account.password().equals("x") && !shadowed.contains(account.name())) {
        findings.add(passwd, "account '" + account.name() + "' is not in " + shadow);
      }
      if (!all.hasGid(account.gid())) {
        findings.add(
            passwd,
            "account '%s' has group %d, which is not there"
                .formatted(account.name(), account.gid()));
      }
      if (account.isHuman() && !files.exists(account.shell())) {
        findings.add(
            WARNING,
            passwd,
            "account '%s' has shell %s, which is not there"
                .formatted(account.name(), account.shell()));
      }
    }
    shadowed.removeAll(all.accountNames());
    shadowed.forEach(name -> findings.add(shadow, "'" + name + "' is not in " + passwd));
    if (files.exists(gshadow)) {
      Set<String> groups = names(files, gshadow);
      groups.removeAll(all.groupNames());
      groups.forEach(
          name -> findings.add(WARNING, gshadow, "'" + name + "' is not in " + etc + "/group"));
    }
    secret(shadow, files, findings);
    secret(gshadow, files, findings);
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
      if (fields.size() != expected && !isCompat(fields.get(0))) {
        findings.add(
            path,
            "'%s': expected %d fields but were %d"
                .formatted(fields.get(0), expected, fields.size()));
      }
    }
  }

  /** Lines of NIS, see nsswitch.conf(5), "Compatibility mode". */
  private static boolean isCompat(String name) {
    return name.startsWith("+") || name.startsWith("-");
  }

  private static Set<String> names(Snapshot files, String path) {
    return AccountFiles.fields(files, path).stream()
        .map(fields -> fields.get(0))
        .filter(name -> !isCompat(name))
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
