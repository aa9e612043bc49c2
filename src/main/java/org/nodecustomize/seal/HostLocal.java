package org.nodecustomize.seal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What below /etc belongs to one host, and is never handed on as the vendor's state. */
final class HostLocal {
  private static final Set<String> PATHS =
      Set.of(
          // Identity: anaconda, systemd or the services make it on each host.
          "/etc/machine-id",
          "/etc/machine-info",
          "/etc/hostname",
          "/etc/hostid",
          "/etc/resolv.conf",
          "/etc/adjtime",
          "/etc/iscsi/initiatorname.iscsi",
          "/etc/nvme/hostnqn",
          "/etc/nvme/hostid",
          "/etc/sysconfig/rhn/systemid",
          "/etc/vdsm/vdsm.id",
          // Written by the installer for the disks of the host.
          "/etc/fstab",
          "/etc/crypttab",
          "/etc/mdadm.conf",
          "/etc/mtab",
          "/etc/blkid.tab",
          "/etc/lvm/devices/system.devices",
          "/etc/multipath/wwids",
          "/etc/multipath/bindings",
          // Made again by programs: the cache of ld.so by imgbased, locks and stamps by their
          // owners.
          "/etc/ld.so.cache",
          "/etc/.pwd.lock",
          "/etc/.updated",
          "/etc/passwd-",
          "/etc/group-",
          "/etc/shadow-",
          "/etc/gshadow-",
          "/etc/subuid-",
          "/etc/subgid-");

  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("/etc/ssh/ssh_host_[^/]*_key(\\.pub)?"),
          Pattern.compile("/etc/pki/(consumer|entitlement)/.*"),
          Pattern.compile("/etc/lvm/(archive|backup|cache)/.*"),
          Pattern.compile("/etc/selinux/.*\\.LOCK"));

  private HostLocal() {}

  static boolean contains(String path) {
    return PATHS.contains(path)
        || PATTERNS.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }
}
