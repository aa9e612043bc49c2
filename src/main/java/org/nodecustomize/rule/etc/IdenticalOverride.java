package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC105: an override that changes nothing. */
@RuleInfo(
    id = "NC105",
    slug = "identical-override",
    summary = "a declared override equals the vendor's preset",
    kind = STATE,
    severity = WARNING,
    profiles = {NGN, OSTREE},
    infoIn = NGN,
    consumer = "OST docs/atomic-upgrades.md",
    fix = "drop the override from the recipe")
public final class IdenticalOverride implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String path : context.overrides()) {
      String preset = PristineTrees.copy(PristineTrees.USR_ETC, path);
      if (context.files().has(path)
          && context.files().has(preset)
          && PristineTrees.difference(context.files(), path, preset).isEmpty()) {
        findings.add(path, "equals " + preset);
      }
    }
  }
}
