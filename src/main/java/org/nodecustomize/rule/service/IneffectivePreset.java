package org.nodecustomize.rule.service;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PresetFiles;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC403: a line of a preset that an earlier one overrules. */
@RuleInfo(
    id = "NC403",
    slug = "preset-ineffective",
    summary = "a line of a preset is overruled by an earlier one",
    kind = CHANGE,
    severity = WARNING,
    consumer = "SD systemd.preset.xml (the first line that matches decides)",
    fix = "put the line in a file that is sorted earlier")
public final class IneffectivePreset implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    PresetFiles presets = PresetFiles.of(context.files());
    Set<String> ours =
        context.changes().stream()
            .filter(change -> change.isNewContent() && change.path().endsWith(".preset"))
            .map(Change::path)
            .collect(Collectors.toSet());
    for (PresetFiles.Line line : presets.lines()) {
      if (ours.contains(line.file()) && line.isPlain()) {
        PresetFiles.Line deciding = presets.deciding(line.pattern()).orElse(line);
        if (deciding.enable() != line.enable()) {
          findings.add(
              line.file(),
              (line.enable() ? "enable " : "disable ")
                  + line.pattern()
                  + " is overruled by "
                  + (deciding.enable() ? "enable " : "disable ")
                  + deciding.pattern()
                  + " in "
                  + deciding.file());
        }
      }
    }
  }
}
