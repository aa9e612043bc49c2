package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.image.OsRelease;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC603: os-release must lead to a file of the layer and say that it is a node. */
@RuleInfo(
    id = "NC603",
    slug = "os-release",
    summary = "/etc/os-release is not what the installer and imgbased expect",
    kind = STATE,
    severity = ERROR,
    warningIn = {OSTREE, PLAIN},
    consumer =
        "IMG build.py: check_etc_symlinks; A9-AM profile detection (partitioning); NGI derive-boot-iso.sh",
    fix = "link /etc/os-release to ../usr/lib/os-release, and set the field there")
public final class OsReleaseFields implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    String path = context.profile() == OSTREE ? "/usr/etc/os-release" : "/etc/os-release";
    Optional<FileNode> node = context.files().node(path);
    OsRelease release = context.image().facts().osRelease();
    if (node.isEmpty()) {
      findings.add(path, "is missing");
      return;
    }
    if (!node.get().isLink()) {
      findings.add(path, "is a " + NodeTypes.text(node.get().type()) + ", not a symbolic link");
    } else if (release.fields().isEmpty()) {
      findings.add(path, "leads to no os-release file: " + node.get().target().orElse(""));
      return;
    }
    for (String field : List.of("ID", "VERSION_ID", "PRETTY_NAME")) {
      if (release.field(field).filter(value -> !value.isBlank()).isEmpty()) {
        findings.add(path, "has no " + field);
      }
    }
    boolean node4 = context.profile() == IMGBASED || context.profile() == NGN;
    if (node4 && !release.field("VARIANT_ID").equals(Optional.of("ovirt-node"))) {
      findings.add(
          path,
          "expected VARIANT_ID ovirt-node but was "
              + release.field("VARIANT_ID").map(value -> "'" + value + "'").orElse("none"));
    }
  }
}
