package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PresetFiles;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;

/** NC401: a unit is enabled that presets disable. */
@RuleInfo(
    id = "NC401",
    slug = "enabled-without-preset",
    summary = "a unit was enabled by a link in /etc, but presets disable it",
    kind = CHANGE,
    severity = WARNING,
    consumer =
        "SD systemd.preset.xml (systemctl preset, at each reinstallation of the package); IMG fix_systemd_services",
    fix = "add a preset and a link below /usr/lib/systemd/system")
public final class EnabledWithoutPreset implements Rule {
  @Override
  public void check(RuleContext context, Findings findings) {
    SystemdUnits units = SystemdUnits.of(context.files());
    PresetFiles presets = PresetFiles.of(context.files());
    String etc = SystemdUnits.directories(context.files()).get(0);
    List<SystemdUnits.Link> all = units.links();
    for (SystemdUnits.Link link : all) {
      boolean isNew = link.path().startsWith(etc) && !context.baseFiles().has(link.path());
      boolean alsoInUsr =
          all.stream()
              .anyMatch(other -> other.unit().equals(link.unit()) && !other.path().startsWith(etc));
      if (isNew && !alsoInUsr && !presets.enables(link.unit())) {
        findings.add(
            link.path(),
            "enables "
                + link.unit()
                + ", but "
                + presets.deciding(link.unit()).orElseThrow().file()
                + " disables it",
            "add 'enable "
                + link.unit()
                + "' to /usr/lib/systemd/system-preset/50-site.preset, and the link to"
                + " /usr/lib/systemd/system/"
                + link.path().substring(etc.length() + 1));
      }
    }
  }
}
