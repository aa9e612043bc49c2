package org.nodecustomize.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configuration files beside which programs read a directory of snippets, and what they read there. */
public final class DropIns {

  /**
   * A main file and its directory.
   *
   * @param main path of the main file
   * @param directory path of the directory
   * @param suffix of the names that are read; empty where any is
   * @param include text that the main file must have for the directory to be read; empty where the
   *     program reads it anyway
   */
  public record DropIn(String main, String directory, String suffix, String include) {}

  private static final List<DropIn> TABLE =
      List.of(
          new DropIn(
              "/etc/NetworkManager/NetworkManager.conf", "/etc/NetworkManager/conf.d", ".conf", ""),
          new DropIn("/etc/audit/audit.rules", "/etc/audit/rules.d", ".rules", ""),
          new DropIn("/etc/bashrc", "/etc/profile.d", ".sh", "profile.d"),
          new DropIn("/etc/crontab", "/etc/cron.d", "", ""),
          new DropIn("/etc/dracut.conf", "/etc/dracut.conf.d", ".conf", ""),
          new DropIn("/etc/krb5.conf", "/etc/krb5.conf.d", "", "krb5.conf.d"),
          new DropIn("/etc/ld.so.conf", "/etc/ld.so.conf.d", ".conf", "ld.so.conf.d"),
          new DropIn("/etc/logrotate.conf", "/etc/logrotate.d", "", "logrotate.d"),
          new DropIn("/etc/lvm/lvm.conf", "/etc/lvm", "lvmlocal.conf", ""),
          new DropIn("/etc/modprobe.conf", "/etc/modprobe.d", ".conf", ""),
          new DropIn("/etc/multipath.conf", "/etc/multipath/conf.d", ".conf", ""),
          new DropIn("/etc/profile", "/etc/profile.d", ".sh", "profile.d"),
          new DropIn("/etc/rsyslog.conf", "/etc/rsyslog.d", ".conf", "rsyslog.d"),
          new DropIn("/etc/security/limits.conf", "/etc/security/limits.d", ".conf", ""),
          new DropIn("/etc/ssh/ssh_config", "/etc/ssh/ssh_config.d", ".conf", "ssh_config.d"),
          new DropIn("/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d", ".conf", "sshd_config.d"),
          new DropIn("/etc/sudoers", "/etc/sudoers.d", "", "sudoers.d"),
          new DropIn("/etc/sysctl.conf", "/etc/sysctl.d", ".conf", ""),
          new DropIn("/etc/systemd/coredump.conf", "/etc/systemd/coredump.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/journald.conf", "/etc/systemd/journald.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/logind.conf", "/etc/systemd/logind.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/networkd.conf", "/etc/systemd/networkd.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/resolved.conf", "/etc/systemd/resolved.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/sleep.conf", "/etc/systemd/sleep.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/system.conf", "/etc/systemd/system.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/timesyncd.conf", "/etc/systemd/timesyncd.conf.d", ".conf", ""),
          new DropIn("/etc/systemd/user.conf", "/etc/systemd/user.conf.d", ".conf", ""),
          new DropIn("/etc/vdsm/vdsm.conf", "/etc/vdsm/vdsm.conf.d", ".conf", ""));

  /** Directories without a main file, with the suffix of what is read. */
  private static final Map<String, String> DIRECTORIES =
      Map.ofEntries(
          Map.entry("/etc/binfmt.d", ".conf"),
          Map.entry("/etc/depmod.d", ".conf"),
          Map.entry("/etc/modules-load.d", ".conf"),
          Map.entry("/etc/polkit-1/rules.d", ".rules"),
          Map.entry("/etc/sysusers.d", ".conf"),
          Map.entry("/etc/systemd/system-preset", ".preset"),
          Map.entry("/etc/systemd/user-preset", ".preset"),
          Map.entry("/etc/tmpfiles.d", ".conf"),
          Map.entry("/etc/udev/rules.d", ".rules"),
          Map.entry("/etc/yum.repos.d", ".repo"),
          Map.entry("/usr/lib/modprobe.d", ".conf"),
          Map.entry("/usr/lib/modules-load.d", ".conf"),
          Map.entry("/usr/lib/sysctl.d", ".conf"),
          Map.entry("/usr/lib/systemd/system-preset", ".preset"),
          Map.entry("/usr/lib/sysusers.d", ".conf"),
          Map.entry("/usr/lib/tmpfiles.d", ".conf"),
          Map.entry("/usr/lib/udev/rules.d", ".rules"));

  /** Directories of /etc whose files replace those of the same name in a directory of the vendor. */
  private static final Map<String, String> MASKING =
      Map.ofEntries(
          Map.entry("/etc/NetworkManager/conf.d", "/usr/lib/NetworkManager/conf.d"),
          Map.entry("/etc/binfmt.d", "/usr/lib/binfmt.d"),
          Map.entry("/etc/depmod.d", "/usr/lib/depmod.d"),
          Map.entry("/etc/dracut.conf.d", "/usr/lib/dracut/dracut.conf.d"),
          Map.entry("/etc/environment.d", "/usr/lib/environment.d"),
          Map.entry("/etc/modprobe.d", "/usr/lib/modprobe.d"),
          Map.entry("/etc/modules-load.d", "/usr/lib/modules-load.d"),
          Map.entry("/etc/sysctl.d", "/usr/lib/sysctl.d"),
          Map.entry("/etc/systemd/network", "/usr/lib/systemd/network"),
          Map.entry("/etc/systemd/system-preset", "/usr/lib/systemd/system-preset"),
          Map.entry("/etc/systemd/user-preset", "/usr/lib/systemd/user-preset"),
          Map.entry("/etc/sysusers.d", "/usr/lib/sysusers.d"),
          Map.entry("/etc/tmpfiles.d", "/usr/lib/tmpfiles.d"),
          Map.entry("/etc/udev/hwdb.d", "/usr/lib/udev/hwdb.d"),
          Map.entry("/etc/udev/rules.d", "/usr/lib/udev/rules.d"));

  private DropIns() {}

  /** The directory beside a main file that the image's programs read. */
  public static Optional<DropIn> of(String main, Snapshot files) {
    return TABLE.stream()
        .filter(one -> one.main().equals(main))
        .filter(one -> isRead(one, files))
        .findFirst();
  }

  private static boolean isRead(DropIn one, Snapshot files) {
    return one.include().isEmpty()
        || files.lines(one.main()).stream()
            .anyMatch(line -> line.contains(one.include()) && !isComment(line));
  }

  /** In sudoers, {@code #includedir} is no comment. */
  private static boolean isComment(String line) {
    return line.startsWith("#") && !line.startsWith("#includedir");
  }

  /** The suffix that a name in this directory needs; empty where any name is read, or it is unknown. */
  public static Optional<String> suffix(String directory) {
    Optional<String> suffix =
        TABLE.stream()
            .filter(one -> one.directory().equals(directory) && one.suffix().startsWith("."))
            .map(DropIn::suffix)
            .findFirst();
    return suffix.or(() -> Optional.ofNullable(DIRECTORIES.get(directory)));
  }

  /** The vendor's file that a file of /etc replaces by having its name. */
  public static Optional<String> masked(String path, Snapshot files) {
    int slash = path.lastIndexOf('/');
    String directory = path.substring(0, slash);
    // Drop-ins of units and of systemd's own programs.
    boolean dropIn =
        directory.startsWith("/etc/systemd/") && directory.endsWith(".d") && path.endsWith(".conf");
    return Optional.ofNullable(MASKING.get(directory))
        .or(
            () ->
                dropIn
                    ? Optional.of("/usr/lib" + directory.substring("/etc".length()))
                    : Optional.empty())
        .map(vendor -> vendor + path.substring(slash))
        .filter(files::has);
  }
}
