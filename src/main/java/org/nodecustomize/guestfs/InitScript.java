package org.nodecustomize.guestfs;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The appliance's {@code /init} without the steps that this program does not need: it has no RAID,
 * no volumes of LVM or Windows, no login and no device but disks and the daemon's port.
 *
 * <p>Only whole lines at the left margin that have one simple command are taken for what they are;
 * every other line stays, so that another version of the script loses speed and nothing else.
 */
final class InitScript {
  private static final String ALL_DEVICES = "udevadm trigger";
  private static final String OUR_DEVICES =
      "udevadm trigger --subsystem-match=block --subsystem-match=virtio-ports";

  private static final String ARGUMENTS = "(?: [A-Za-z0-9=/.,_-]+)*";

  private static final List<Pattern> NOT_NEEDED =
      List.of(
          Pattern.compile("kmod static-nodes" + ARGUMENTS),
          Pattern.compile("systemd-tmpfiles" + ARGUMENTS),
          Pattern.compile("mdadm -A" + "[a-z]*" + ARGUMENTS),
          Pattern.compile("lvmetad" + ARGUMENTS),
          Pattern.compile("lvm pvscan" + ARGUMENTS),
          Pattern.compile("ldmtool create all"));

  private InitScript() {}

  /** The script for this program. */
  static String shortened(String script) {
    StringBuilder text = new StringBuilder();
    script.lines().forEach(line -> text.append(shortenedLine(line)).append('\n'));
    return text.toString();
  }

  private static String shortenedLine(String line) {
    String command = line.stripTrailing();
    if (command.equals(ALL_DEVICES)) {
      return OUR_DEVICES;
    }
    boolean needed = NOT_NEEDED.stream().noneMatch(p -> p.matcher(command).matches());
    // A colon rather than nothing: a block of the shell must not be empty.
    return needed ? line : ": left out: " + command;
  }
}
