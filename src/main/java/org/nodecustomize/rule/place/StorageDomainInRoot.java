package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC210: a storage domain in the root file system. */
@RuleInfo(
    id = "NC210",
    slug = "storage-domain-in-root",
    summary = "a storage domain lies in the root file system",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "NGI ovirt-node-ng.spec.in: %pre of the update package",
    fix = "remove the storage domain from the image")
public final class StorageDomainInRoot implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    context
        .files()
        .all()
        .forEach(
            (path, node) -> {
              if (path.endsWith("/dom_md/metadata") && node.isRegular() && node.size() > 0) {
                findings.add(path, "is the metadata of a storage domain");
              }
            });
  }
}
