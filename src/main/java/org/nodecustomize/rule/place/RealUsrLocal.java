package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.INFO;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC215: content in /usr/local of an OSTree commit. */
@RuleInfo(
    id = "NC215",
    slug = "usr-local-real",
    summary = "/usr/local has content but is usually replaced by a link",
    kind = STATE,
    severity = INFO,
    profiles = OSTREE,
    consumer = "RPO composepost.rs (replaces /usr/local by a link to ../var/usrlocal)",
    fix = "put it below /usr/lib")
public final class RealUsrLocal implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    context
        .files()
        .below("/usr/local")
        .forEach(
            (path, node) -> {
              if (!node.isDirectory()) {
                findings.add(path, "would be lost where /usr/local becomes a link");
              }
            });
  }
}
