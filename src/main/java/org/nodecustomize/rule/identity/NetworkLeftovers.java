package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.stream.Stream;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC311: network configuration of the machine that built the image. */
@RuleInfo(
    id = "NC311",
    slug = "network-leftovers",
    summary = "network configuration was added that may be one machine's",
    kind = CHANGE,
    severity = WARNING,
    consumer = "IMG build.py (removes it); NetworkManager on every host",
    fix = "delete it, or waive it if every host is to have it")
public final class NetworkLeftovers implements Rule {
  private static final List<Glob> FILES =
      Stream.of(
              "/etc/NetworkManager/system-connections/*",
              "/etc/sysconfig/network-scripts/ifcfg-*",
              "/etc/sysconfig/network-scripts/route*-*",
              "/etc/sysconfig/network-scripts/rule*-*",
              "/etc/udev/rules.d/70-persistent-*.rules",
              "/var/lib/dhclient/*",
              "/var/lib/dhcp/*")
          .map(Glob::new)
          .toList();

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      boolean file = change.after().filter(node -> !node.isDirectory()).isPresent();
      if (file
          && change.isMaterial()
          && !change.path().endsWith("/ifcfg-lo")
          && FILES.stream().anyMatch(glob -> glob.matches(change.path()))) {
        findings.add(change.path(), change.text());
      }
    }
  }
}
