package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;

/** NC308: host keys in the image. */
@RuleInfo(
    id = "NC308",
    slug = "ssh-host-keys",
    summary = "the image has ssh host keys, which all hosts would share",
    kind = STATE,
    severity = ERROR,
    consumer = "sshd of every host",
    fix = "delete it; sshd-keygen makes new ones at the first start")
public final class SshHostKeys implements Fixable {
  private static final Glob KEYS = new Glob("ssh_host_*_key*");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String directory : List.of("/etc/ssh", "/usr/etc/ssh", PristineTrees.FACTORY + "/ssh")) {
      for (String name : context.files().names(directory)) {
        if (KEYS.matches(name)) {
          findings.add(directory + "/" + name, "is a host key");
        }
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    boolean madeAtBoot =
        tree.list("/usr/lib/systemd/system").stream().anyMatch(n -> n.startsWith("sshd-keygen"));
    return madeAtBoot || !finding.path().startsWith("/etc/")
        ? Repairs.removed(finding.path(), tree)
        : Optional.empty();
  }
}
