package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.NodeType;

/** NC703: device files in the image. */
@RuleInfo(
    id = "NC703",
    slug = "device-nodes",
    summary = "the image has a device file",
    kind = STATE,
    severity = ERROR,
    consumer =
        "IMG osupdater.py (mknod of /dev/urandom fails where it is there); overlayfs (0:0 means deleted)",
    fix = "delete it")
public final class DeviceNodes implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    context
        .files()
        .all()
        .forEach(
            (path, node) -> {
              boolean device =
                  node.type() == NodeType.BLOCK_DEVICE || node.type() == NodeType.CHARACTER_DEVICE;
              if (path.equals("/dev/urandom")) {
                findings.add(path, "is there: imgbased cannot make its own");
              } else if (device && path.startsWith("/dev/")) {
                findings.add(WARNING, path, "is a " + NodeTypes.text(node.type()));
              } else if (device) {
                findings.add(
                    path,
                    node.device() == 0
                        ? "is a whiteout of an overlay"
                        : "is a " + NodeTypes.text(node.type()));
              }
            });
  }
}
