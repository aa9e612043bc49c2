package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC605: programs that imgbased calls on a host. */
@RuleInfo(
    id = "NC605",
    slug = "imgbased-runtime",
    summary = "a program that imgbased calls is missing",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG osupdater.py, bootsetup.py, lvm.py; NGI ovirt-node-ng.spec.in: %post",
    fix = "install the package that has it")
public final class ImgbasedRuntime implements Rule {
  private static final List<String> PROGRAMS =
      List.of(
          "blkid",
          "cp",
          "dracut",
          "e2fsck",
          "findmnt",
          "grub2-editenv",
          "grub2-mkconfig",
          "grubby",
          "imgbase",
          "ldconfig",
          "lvs",
          "mkfs.ext4",
          "mknod",
          "mount",
          "nsenter",
          "restorecon",
          "rsync",
          "semanage",
          "setfiles",
          "systemctl",
          "systemd-nspawn",
          "tar",
          "tune2fs",
          "umount",
          "vgs");

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.hasImgbased()) {
      findings.notApplicable("the image has no imgbased");
      return;
    }
    Snapshot files = context.files();
    for (String program : PROGRAMS) {
      if (!files.exists("/usr/sbin/" + program) && !files.exists("/usr/bin/" + program)) {
        findings.add(
            program.equals("imgbase") ? ERROR : WARNING,
            "/usr/sbin/" + program,
            "is missing, and not in /usr/bin either");
      }
    }
    if (!files.exists("/etc/lvm/profile/imgbased-pool.profile")) {
      findings.add("/etc/lvm/profile/imgbased-pool.profile", "is missing");
    }
    boolean python =
        files.names("/usr/lib").stream()
            .filter(name -> name.startsWith("python"))
            .anyMatch(name -> files.has("/usr/lib/" + name + "/site-packages/imgbased"));
    if (!python) {
      findings.add("/usr/lib", "has no python*/site-packages/imgbased");
    }
  }
}
