package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC504: a kernel without initramfs. */
@RuleInfo(
    id = "NC504",
    slug = "initramfs-present",
    summary = "a kernel has no initramfs",
    kind = STATE,
    severity = ERROR,
    warningIn = {NGN, OSTREE, PLAIN},
    consumer = "IMG bootsetup.py (IndexError without one); live boot",
    fix = "make it in the image: dracut -f /boot/initramfs-VERSION.img VERSION")
public final class InitramfsPresent implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    boolean commit = context.profile() == OSTREE;
    List<String> kernels =
        commit ? Kernels.besideModules(context.files()) : Kernels.inBoot(context.files());
    for (String kernel : kernels) {
      String path = commit ? Kernels.modules(kernel) + "/initramfs.img" : Kernels.initramfs(kernel);
      Optional<FileNode> node = context.files().target(path);
      if (node.isEmpty()) {
        findings.add(path, "is missing for kernel " + kernel);
      } else if (node.get().size() == 0) {
        findings.add(path, "is empty");
      }
    }
  }
}
