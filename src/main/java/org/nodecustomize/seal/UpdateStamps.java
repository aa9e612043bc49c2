package org.nodecustomize.seal;

import java.util.List;

/**
 * Has systemd bring /etc and /var up to date at the first boot: its units for that run where /usr is
 * newer than their stamps, see systemd-update-done.service(8).
 */
final class UpdateStamps {
  private final Sealing sealing;

  UpdateStamps(Sealing sealing) {
    this.sealing = sealing;
  }

  void remove() {
    for (String stamp : List.of("/etc/.updated", "/var/.updated", "/usr/etc/.updated")) {
      if (sealing.isThere(stamp)) {
        sealing.remove(
            stamp, "NC411", "removed: with it, systemd takes /etc and /var for up to date");
      }
    }
  }

  /**
   * @param changesUsr whether anything below /usr is another than in the base
   */
  void touch(boolean changesUsr) {
    if (changesUsr && sealing.touch("/usr")) {
      sealing.did(
          "NC411",
          "/usr",
          "given the time of the run: systemd updates /etc and /var if it is newer");
    }
  }
}
