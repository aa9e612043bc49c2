package org.nodecustomize.op.system;

import java.util.Set;
import org.nodecustomize.diag.Origin;

/** Units without which a host is no longer a node, or is out of reach. */
final class EssentialUnits {
  private static final Set<String> NAMES =
      Set.of(
          "NetworkManager.service",
          "auditd.service",
          "cockpit.socket",
          "dbus.service",
          "dbus.socket",
          "dbus-broker.service",
          "imgbase-setup.service",
          "libvirtd.service",
          "rsyslog.service",
          "sshd.service",
          "systemd-journald.service",
          "systemd-logind.service",
          "systemd-udevd.service",
          "vdsmd.service");

  private EssentialUnits() {}

  static void refuse(Origin origin, UnitName unit, String verb, boolean force) {
    if (!force && NAMES.contains(unit.text())) {
      throw Wrong.wish(
          origin,
          "\"" + unit + "\" must not be " + verb + ": a node needs it",
          "where it is meant, an offline script can do it: systemctl "
              + (verb.equals("masked") ? "mask " : "disable ")
              + unit);
    }
  }
}
