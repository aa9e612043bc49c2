package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.TmpfilesLines;

/** NC110: a preset in /usr/etc that nothing brings to /etc. */
@RuleInfo(
    id = "NC110",
    slug = "dead-preset",
    summary = "a preset in /usr/etc is read by nobody",
    kind = CHANGE,
    severity = WARNING,
    profiles = NGN,
    consumer = "systemd tmpfiles.d(5); no program of EL reads /usr/etc by itself",
    fix = "mirror it to /etc, or link it from there if the name is new to /etc")
public final class DeadPreset implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    TmpfilesLines tmpfiles = TmpfilesLines.of(context.files());
    for (Change change : context.changesBelow(PristineTrees.USR_ETC)) {
      String preset = change.path();
      String path = "/etc" + preset.substring(PristineTrees.USR_ETC.length());
      if (!change.isNewContent() || context.files().has(path) || tmpfiles.delivers(path, preset)) {
        continue;
      }
      findings.add(preset, change.text() + ", but nothing brings it to " + path);
    }
  }
}
