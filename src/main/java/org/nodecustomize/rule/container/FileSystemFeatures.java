package org.nodecustomize.rule.container;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import java.util.OptionalInt;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.EnterpriseLinux;
import org.nodecustomize.rule.Ext4Features;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC804: features that an old kernel does not mount. */
@RuleInfo(
    id = "NC804",
    slug = "fs-features",
    summary = "the inner file system has features that a consumer's kernel may not mount",
    kind = STATE,
    severity = ERROR,
    consumer = "the kernels of the installer and of the release that a host upgrades from",
    fix = "keep the original file system, or make it with -O and the original's features")
public final class FileSystemFeatures implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<Ext4Superblock> superblock = context.image().superblock();
    if (superblock.isEmpty()) {
      findings.notApplicable("the inner file system is not ext4");
      return;
    }
    OptionalInt release = EnterpriseLinux.major(context.image().facts());
    if (release.isPresent()) {
      for (String name : Ext4Features.unknown(superblock.get(), release.getAsInt())) {
        findings.add(
            "rootfs.img",
            "has the feature "
                + name
                + ", which kernels of EL "
                + release.getAsInt()
                + " do not mount");
      }
      for (String name : Ext4Features.unwritable(superblock.get(), release.getAsInt())) {
        findings.add(
            WARNING,
            "rootfs.img",
            "has the feature "
                + name
                + ", with which kernels of EL "
                + release.getAsInt()
                + " mount read-only");
      }
    }
    Optional<Ext4Superblock> before = context.base().flatMap(CheckedImage::superblock);
    if (before.isPresent()) {
      for (String name : Ext4Features.added(superblock.get(), before.get())) {
        findings.add("rootfs.img", "has the feature " + name + ", which the original has not");
      }
    }
  }
}
