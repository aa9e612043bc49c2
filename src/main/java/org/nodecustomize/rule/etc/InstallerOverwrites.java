package org.nodecustomize.rule.etc;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC120: a change of a file that the installer writes itself. */
@RuleInfo(
    id = "NC120",
    slug = "installer-overwrites",
    summary = "a file was changed that the installer writes itself",
    kind = CHANGE,
    severity = WARNING,
    consumer = "A7-AM: storage, network, bootloader and localization tasks after the copy",
    fix = "use the directive of the kickstart file, or a %post script")
public final class InstallerOverwrites implements Rule {
  private static final Set<String> WRITTEN =
      Set.of(
          "/etc/crypttab",
          "/etc/default/grub",
          "/etc/fstab",
          "/etc/hostname",
          "/etc/locale.conf",
          "/etc/localtime",
          "/etc/lvm/devices/system.devices",
          "/etc/machine-info",
          "/etc/mdadm.conf",
          "/etc/sysconfig/kernel",
          "/etc/sysconfig/network",
          "/etc/vconsole.conf");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      if (WRITTEN.contains(change.path()) && !change.isRemoved() && change.isMaterial()) {
        findings.add(change.path(), change.text() + ", but the installer writes this file");
      }
    }
  }
}
