package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Kernels;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC512: what is in the initramfs changed, but not the initramfs. */
@RuleInfo(
    id = "NC512",
    slug = "kernel-replaced-without-dracut",
    summary = "modules or dracut's configuration changed, but the initramfs did not",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN, PLAIN},
    consumer = "live boot; IMG bootsetup.py until it has made its own",
    fix = "make it anew in the image: dracut -f /boot/initramfs-VERSION.img VERSION")
public final class StaleInitramfs implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    List<Change> inputs =
        context.changes().stream()
            .filter(change -> change.isNewContent() || isNewLink(change))
            .filter(change -> isInput(change.path()))
            .toList();
    for (String kernel : Kernels.inBoot(context.files())) {
      String initramfs = Kernels.initramfs(kernel);
      boolean unchanged =
          context.files().has(initramfs)
              && context.baseFiles().has(initramfs)
              && context.changes().stream().noneMatch(change -> change.path().equals(initramfs));
      String modules = Kernels.modules(kernel) + "/";
      Optional<Change> newer =
          inputs.stream()
              .filter(
                  c -> !c.path().startsWith("/usr/lib/modules/") || c.path().startsWith(modules))
              .findFirst();
      if (unchanged && newer.isPresent()) {
        findings.add(
            initramfs,
            "is as it was, but "
                + newer.get().path()
                + " was "
                + (newer.get().isAdded() ? "added" : "changed"));
      }
    }
  }

  /** A driver for several kernels is linked to each of them. */
  private static boolean isNewLink(Change change) {
    return change.after().filter(FileNode::isLink).isPresent() && change.isMaterial();
  }

  private static boolean isInput(String path) {
    boolean module =
        path.startsWith("/usr/lib/modules/")
            && (path.endsWith(".ko")
                || path.endsWith(".ko.xz")
                || path.endsWith(".ko.zst")
                || path.endsWith(".ko.gz"));
    return module
        || path.startsWith("/etc/dracut.conf.d/")
        || path.equals("/etc/dracut.conf")
        || path.startsWith("/usr/lib/dracut/");
  }
}
