package org.nodecustomize.rule.identity;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC307: a machine-id that all hosts would share. */
@RuleInfo(
    id = "NC307",
    slug = "machine-id",
    summary = "the machine-id is not empty",
    kind = STATE,
    severity = ERROR,
    consumer = "SD machine-id.xml; every host that boots with it",
    fix = "empty it: truncate -s 0 /etc/machine-id")
public final class MachineId implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    check("/etc/machine-id", context, findings);
    if (context.profile() == OSTREE) {
      check("/usr/etc/machine-id", context, findings);
    }
    context
        .files()
        .node("/var/lib/dbus/machine-id")
        .filter(node -> node.isRegular() && node.size() > 0)
        .ifPresent(
            node ->
                findings.add(
                    "/var/lib/dbus/machine-id",
                    "holds an identity of its own, which systemd takes over",
                    "delete it, or link it to /etc/machine-id"));
  }

  private static void check(String path, RuleContext context, Findings findings) {
    String id = context.files().text(path).orElse("").strip();
    if (id.isEmpty()) {
      return;
    }
    if (!id.equals("uninitialized")) {
      findings.add(path, "holds an identity that all hosts would share");
    } else if (context.profile() == IMGBASED) {
      findings.add(
          WARNING,
          path,
          "is 'uninitialized', which older systemd does not know and the installer replaces");
    }
  }
}
