package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InitScriptTest {

  @Test
  void stepsThatAreNotNeededAreLeftOutAndTheBlockAroundThemStaysWhole() {
    assertEquals(
        """
        #!/bin/bash
        : left out: kmod static-nodes --format=tmpfiles --output=/run/tmpfiles.d/kmod.conf
        : left out: systemd-tmpfiles --prefix=/dev --prefix=/run --create --boot
        udevadm trigger --subsystem-match=block --subsystem-match=virtio-ports
        udevadm settle --timeout=600
        if true; then
        : left out: mdadm -As --auto=yes --run
        fi
        : left out: lvmetad
        : left out: lvm pvscan --cache --activate ay
        : left out: ldmtool create all
        """,
        InitScript.shortened(
            """
            #!/bin/bash
            kmod static-nodes --format=tmpfiles --output=/run/tmpfiles.d/kmod.conf
            systemd-tmpfiles --prefix=/dev --prefix=/run --create --boot
            udevadm trigger
            udevadm settle --timeout=600
            if true; then
            mdadm -As --auto=yes --run
            fi
            lvmetad
            lvm pvscan --cache --activate ay
            ldmtool create all
            """));
  }

  @Test
  void aLineThatIsNotWhollyKnownStaysAsItIs() {
    String script =
        """
        udevadm trigger --action=add
        udevadm trigger &
        lvm pvscan --cache || exit 1
        lvm pvscan --cache \\
          --activate ay
        mdadm -As > /dev/null
          ldmtool create all
        ldmtool create all && echo done
        lvm vgchange -aay --sysinit
        modprobe dm_mod ||:
        echo "mdadm -As"
        systemd-tmpfiles $options
        """;
    assertEquals(script, InitScript.shortened(script));
  }
}
