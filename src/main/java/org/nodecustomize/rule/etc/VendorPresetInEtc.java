package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC103: a vendor's preset in /etc instead of /usr/etc. */
@RuleInfo(
    id = "NC103",
    slug = "vendor-preset-in-etc",
    summary = "a preset was placed in /etc without its vendor copy in /usr/etc",
    kind = CHANGE,
    severity = ERROR,
    profiles = {NGN, OSTREE},
    warningIn = NGN,
    consumer = "OST ostree-sysroot-deploy.c: prepare_deployment_etc",
    fix = "put the file in /usr/etc as well, or declare it as an override in the recipe")
public final class VendorPresetInEtc implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      String path = change.path();
      boolean file = change.after().filter(node -> node.isRegular() || node.isLink()).isPresent();
      if (file
          && change.isMaterial()
          && !context.overrides().contains(path)
          && !PristineTrees.isHostLocal(path)
          && !isEnablement(path)
          && !context.files().has(PristineTrees.copy(PristineTrees.USR_ETC, path))) {
        findings.add(
            path,
            change.text() + ", but there is no " + PristineTrees.copy(PristineTrees.USR_ETC, path));
      }
    }
  }

  /** Links that enable units are what another rule is about. */
  private static boolean isEnablement(String path) {
    return path.startsWith("/etc/systemd/")
        && (path.contains(".wants/") || path.contains(".requires/"));
  }
}
