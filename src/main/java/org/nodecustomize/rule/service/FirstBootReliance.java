package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Locale;
import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;

/** NC410: a unit that waits for a first boot that never is. */
@RuleInfo(
    id = "NC410",
    slug = "first-boot-reliance",
    summary = "a new unit waits for the first boot, which installed nodes never have",
    kind = CHANGE,
    severity = WARNING,
    consumer = "A7-AM (machine-id is set before the first boot)",
    fix = "use ConditionPathExists=!/var/lib/NAME/stamp and make the stamp at the end")
public final class FirstBootReliance implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    SystemdUnits units = SystemdUnits.of(context.files());
    for (Change change : context.changes()) {
      String path = change.path();
      String name = path.substring(path.lastIndexOf('/') + 1);
      boolean unit =
          path.contains("/systemd/system/")
              && (SystemdUnits.isUnitName(name) || name.endsWith(".conf"));
      if (change.isNewContent() && unit) {
        units.values(path, "Unit", "ConditionFirstBoot").stream()
            .filter(
                value -> Set.of("yes", "true", "1", "on").contains(value.toLowerCase(Locale.ROOT)))
            .findFirst()
            .ifPresent(value -> findings.add(path, "has ConditionFirstBoot=" + value));
      }
    }
  }
}
