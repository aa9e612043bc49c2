package org.nodecustomize.rule.service;

import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;

/** NC409: a unit that a node needs is masked or not enabled any more. */
@RuleInfo(
    id = "NC409",
    slug = "essential-unit-masked-or-disabled",
    summary = "a unit that a node needs is masked, or not enabled any more",
    kind = STATE,
    severity = ERROR,
    warningIn = PLAIN,
    consumer = "oVirt Engine, cockpit and the administrator, who cannot reach the host",
    fix = "systemctl unmask and enable it in the image")
public final class EssentialUnits implements Rule {
  private static final List<String> UNITS =
      List.of(
          "NetworkManager.service",
          "auditd.service",
          "cockpit.socket",
          "imgbase-setup.service",
          "libvirtd.service",
          "rsyslog.service",
          "sshd.service",
          "vdsmd.service");

  @Override
  public void check(RuleContext context, Findings findings) {
    SystemdUnits units = SystemdUnits.of(context.files());
    Set<String> pulledIn = pulledIn(units);
    Set<String> before =
        context.base().map(base -> pulledIn(SystemdUnits.of(base.files()))).orElse(Set.of());
    for (String unit : UNITS) {
      if (units.isMasked(unit)) {
        findings.add(units.find(unit).orElse(unit), "is masked");
      } else if (before.contains(unit)
          && !pulledIn.contains(unit)
          && units.find(unit).isPresent()) {
        findings.add(units.find(unit).orElse(unit), "was enabled and is not any more");
      }
    }
  }

  private static Set<String> pulledIn(SystemdUnits units) {
    return units.links().stream().map(SystemdUnits.Link::unit).collect(Collectors.toSet());
  }
}
