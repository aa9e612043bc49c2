package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;

/** NC405: a whole unit file in /etc hides the vendor's. */
@RuleInfo(
    id = "NC405",
    slug = "full-unit-override",
    summary = "a unit file in /etc hides the whole unit of the vendor",
    kind = CHANGE,
    severity = WARNING,
    consumer = "SD systemd.unit(5): later versions of the vendor's unit are not read",
    fix = "put the changed keys in a drop-in")
public final class WholeUnitOverride implements Rule {
  private static final String ETC = "/etc/systemd/system/";

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc/systemd/system")) {
      String name = change.path().substring(ETC.length());
      String vendor = "/usr/lib/systemd/system/" + name;
      boolean unit = name.indexOf('/') < 0 && SystemdUnits.isUnitName(name);
      boolean content =
          change.isNewContent() && change.after().filter(n -> n.size() > 0).isPresent();
      if (unit && content && context.files().exists(vendor)) {
        findings.add(
            change.path(),
            change.text() + "; hides " + vendor,
            "put the changed keys in " + ETC + name + ".d/50-site.conf");
      }
    }
  }
}
