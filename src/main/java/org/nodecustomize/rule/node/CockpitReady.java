package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.SystemdUnits;

/** NC607: the console of a node. */
@RuleInfo(
    id = "NC607",
    slug = "cockpit",
    summary = "cockpit is there but does not start, or its branding is broken",
    kind = STATE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "the administrator, who is told to open port 9090",
    fix = "enable cockpit.socket, and link the branding to the oVirt one")
public final class CockpitReady implements Rule {
  private static final String BRANDING = "/usr/share/cockpit/branding";

  @Override
  public void check(RuleContext context, Findings findings) {
    SystemdUnits units = SystemdUnits.of(context.files());
    Optional<String> socket = units.find("cockpit.socket");
    if (socket.isEmpty()) {
      findings.notApplicable("the image has no cockpit");
      return;
    }
    if (!units.isPulledIn("cockpit.socket")) {
      findings.add(socket.get(), "is enabled nowhere");
    }
    String id = context.image().facts().osRelease().field("ID").orElse("");
    String link = BRANDING + "/" + id + "-ovirt-node";
    if (context.files().has(link) && !context.files().exists(link)) {
      findings.add(link, "leads nowhere");
    }
  }
}
