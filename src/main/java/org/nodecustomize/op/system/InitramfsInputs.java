package org.nodecustomize.op.system;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells by the paths that a run changed whether an initramfs made before is out of date: what
 * dracut and its modules copy into it or are configured by.
 */
public final class InitramfsInputs {
  private static final List<String> BELOW =
      List.of(
          "/usr/lib/dracut/",
          "/etc/dracut.conf.d/",
          "/usr/lib/modules/",
          "/usr/lib/firmware/",
          "/usr/lib/modprobe.d/",
          "/etc/modprobe.d/",
          "/usr/lib/udev/rules.d/",
          "/etc/udev/rules.d/",
          "/etc/multipath/conf.d/",
          "/etc/lvm/");

  private static final List<String> EXACT =
      List.of(
          "/etc/dracut.conf",
          "/etc/multipath.conf",
          "/etc/mdadm.conf",
          "/etc/vconsole.conf",
          "/etc/crypttab",
          "/usr/sbin/lvm",
          "/usr/sbin/multipathd");

  /** The kernel itself and programs that are in every initramfs. */
  private static final Pattern OTHER = Pattern.compile("/boot/vmlinuz-.+|/usr/lib/systemd/systemd");

  /** Written at every run, or not by anything that an initramfs has. */
  private static final Pattern NEVER =
      Pattern.compile(
          "/etc/lvm/(archive|backup|cache|devices)(/.*)?|/usr/lib/modules/[^/]+/modules\\..*\\.bin");

  private InitramfsInputs() {}

  /** The changed paths that an initramfs depends on, sorted; empty where none is. */
  public static List<String> of(Collection<String> changed) {
    TreeSet<String> inputs = new TreeSet<>();
    for (String one : changed) {
      // Where OSTree keeps /etc.
      String path = one.startsWith("/usr/etc/") ? one.substring("/usr".length()) : one;
      boolean input =
          BELOW.stream().anyMatch(path::startsWith)
              || EXACT.contains(path)
              || OTHER.matcher(path).matches();
      if (input && !NEVER.matcher(path).matches()) {
        inputs.add(path);
      }
    }
    return List.copyOf(inputs);
  }
}
