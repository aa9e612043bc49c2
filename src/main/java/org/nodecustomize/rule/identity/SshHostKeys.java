package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC308: host keys in the image. */
@RuleInfo(
    id = "NC308",
    slug = "ssh-host-keys",
    summary = "the image has ssh host keys, which all hosts would share",
    kind = STATE,
    severity = ERROR,
    consumer = "sshd of every host",
    fix = "delete it; sshd-keygen makes new ones at the first start")
public final class SshHostKeys implements Rule {
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
}
