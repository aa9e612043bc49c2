package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC616: the package whose version names the update package. */
@RuleInfo(
    id = "NC616",
    slug = "placeholder",
    summary = "there is not exactly one placeholder of the update package",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "NGI Makefile.am, ovirt-node-ng.spec.in (version and release of the update package)",
    fix = "keep ovirt-node-ng-image-update-placeholder installed")
public final class Placeholder implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.hasImgbased()) {
      findings.notApplicable("the image has no imgbased");
      return;
    }
    List<String> found =
        context.packageNames().stream()
            .filter(name -> name.endsWith("-image-update-placeholder"))
            .toList();
    if (found.size() != 1) {
      findings.add(
          "package ovirt-node-ng-image-update-placeholder",
          "expected one such package but were " + found.size());
    }
  }
}
