package org.nodecustomize.rule.etc;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.DropIns;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC112: a snippet that its program passes over. */
@RuleInfo(
    id = "NC112",
    slug = "snippet-never-read",
    summary = "a snippet has a name or a mode with which it is not read",
    kind = CHANGE,
    severity = WARNING,
    consumer = "the program that reads the directory",
    fix = "give it a name and a mode that are read")
public final class UnreadSnippet implements Fixable {
  private static final String GIVE = "give it to root with mode ";

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      if (change.isAdded() || change.isModified()) {
        change
            .after()
            .filter(node -> node.isRegular())
            .ifPresent(node -> check(change.path(), node, context, findings));
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    boolean roots = tree.node(finding.path()).filter(node -> node.uid() == 0).isPresent();
    // A file of somebody else gets no power that root did not give it.
    return roots && finding.fix().startsWith(GIVE)
        ? Repairs.permitted(
            finding.path(), Integer.parseInt(finding.fix().substring(GIVE.length()), 8), tree)
        : Optional.empty();
  }

  private static void check(String path, FileNode node, RuleContext context, Findings findings) {
    int slash = path.lastIndexOf('/');
    String directory = path.substring(0, slash);
    String name = path.substring(slash + 1);
    if (name.toUpperCase(Locale.ROOT).startsWith("README")) {
      return;
    }
    switch (directory) {
      case "/etc/sudoers.d" -> sudo(path, name, node, findings);
      case "/etc/cron.d" -> cron(path, name, node, findings);
      case "/etc/profile.d" -> profile(path, name, findings);
      case "/etc/NetworkManager/system-connections" -> connection(path, node, findings);
      case "/etc/ssh/sshd_config.d" -> sshd(path, context, findings);
      default -> other(path, directory, name, context, findings);
    }
  }

  private static void other(
      String path, String directory, String name, RuleContext context, Findings findings) {
    DropIns.suffix(directory)
        .filter(suffix -> !name.endsWith(suffix))
        .ifPresent(
            suffix ->
                findings.add(
                    path, "the name does not end in " + suffix, "rename it to " + name + suffix));
    boolean ofUnit =
        (directory.startsWith("/etc/systemd/system/")
                || directory.startsWith("/usr/lib/systemd/system/"))
            && directory.endsWith(".d")
            && SystemdUnits.isUnitName(
                directory.substring(directory.lastIndexOf('/') + 1, directory.length() - 2));
    if (ofUnit) {
      String unit = directory.substring(directory.lastIndexOf('/') + 1, directory.length() - 2);
      if (!name.endsWith(".conf")) {
        findings.add(path, "the name does not end in .conf", "rename it to " + name + ".conf");
      } else if (!SystemdUnits.of(context.files()).mayExist(unit)) {
        findings.add(path, "there is no unit " + unit, "check the unit's name");
      }
    }
  }

  /** EL 7's sshd knows no Include, and a vendor may have left it out. */
  private static void sshd(String path, RuleContext context, Findings findings) {
    String main = context.files().text("/etc/ssh/sshd_config").orElse("");
    boolean included =
        main.lines()
            .map(String::strip)
            .anyMatch(
                line ->
                    line.regionMatches(true, 0, "Include", 0, 7)
                        && line.contains("sshd_config.d/"));
    if (!main.isEmpty() && !included) {
      findings.add(
          path,
          "/etc/ssh/sshd_config does not include it",
          "give sshd its options in /etc/sysconfig/sshd, or edit sshd_config");
    } else if (!path.endsWith(".conf")) {
      findings.add(path, "the name does not end in .conf", "rename it to " + path + ".conf");
    }
  }

  /** After sudoers(5): names with a dot or a tilde at the end are skipped, writable files refused. */
  private static void sudo(String path, String name, FileNode node, Findings findings) {
    if (name.contains(".") || name.endsWith("~")) {
      findings.add(path, "sudo skips names with a dot or a tilde at the end", "rename it");
    } else if (node.uid() != 0 || (node.permissions() & 022) != 0) {
      findings.add(
          path,
          "sudo refuses a file of mode %04o and owner %d".formatted(node.permissions(), node.uid()),
          GIVE + "0440");
    }
  }

  /** After cronie's database.c: not_a_crontab, and crond's check of the mode. */
  private static void cron(String path, String name, FileNode node, Findings findings) {
    if (name.startsWith(".") || name.startsWith("#") || name.endsWith("~")) {
      findings.add(path, "crond skips names like this", "rename it");
    } else if (node.uid() != 0 || (node.permissions() & 07133) != 0) {
      findings.add(
          path,
          "crond refuses a file of mode %04o and owner %d"
              .formatted(node.permissions(), node.uid()),
          GIVE + "0644");
    }
  }

  private static void profile(String path, String name, Findings findings) {
    if (!name.endsWith(".sh") && !name.endsWith(".csh") && !name.endsWith(".local")) {
      findings.add(path, "the name does not end in .sh or .csh", "rename it to " + name + ".sh");
    }
  }

  /** After nm-settings-keyfile(5): a profile that others can read or that is not root's is ignored. */
  private static void connection(String path, FileNode node, Findings findings) {
    if (node.uid() != 0 || (node.permissions() & 077) != 0) {
      findings.add(
          path,
          "NetworkManager ignores a connection of mode %04o and owner %d"
              .formatted(node.permissions(), node.uid()),
          GIVE + "0600");
    }
  }
}
