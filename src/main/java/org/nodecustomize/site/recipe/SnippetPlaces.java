package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.Optional;

/**
 * Configuration files whose readers also read a directory beside them, and what names count there; from
 * the manual pages of those readers. A reader with another rule than "ends in the suffix" is noted.
 */
final class SnippetPlaces {

  /**
   * A directory of snippets.
   *
   * @param main the file that is read first or last; empty where there is only the directory
   * @param prefix of our names: most readers let the last one win, sshd and sudo differ
   * @param dotless whether names with a dot are passed over
   */
  record SnippetPlace(
      String main, String directory, String suffix, String prefix, int mode, boolean dotless) {}

  private static SnippetPlace of(String main, String directory, String suffix) {
    return new SnippetPlace(main, directory, suffix, "90-", 0644, false);
  }

  private static SnippetPlace systemd(String name) {
    return of("/etc/systemd/" + name + ".conf", "/etc/systemd/" + name + ".conf.d", ".conf");
  }

  private static final List<SnippetPlace> PLACES =
      List.of(
          of("/etc/sysctl.conf", "/etc/sysctl.d", ".conf"),
          systemd("system"),
          systemd("user"),
          systemd("journald"),
          systemd("logind"),
          systemd("resolved"),
          systemd("timesyncd"),
          systemd("coredump"),
          systemd("networkd"),
          systemd("sleep"),
          // Of several values for a keyword sshd and ssh take the first.
          new SnippetPlace(
              "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d", ".conf", "01-", 0600, false),
          new SnippetPlace(
              "/etc/ssh/ssh_config", "/etc/ssh/ssh_config.d", ".conf", "01-", 0644, false),
          new SnippetPlace("/etc/sudoers", "/etc/sudoers.d", "", "90-", 0440, true),
          of("/etc/rsyslog.conf", "/etc/rsyslog.d", ".conf"),
          of("/etc/NetworkManager/NetworkManager.conf", "/etc/NetworkManager/conf.d", ".conf"),
          of("/etc/security/limits.conf", "/etc/security/limits.d", ".conf"),
          of("/etc/logrotate.conf", "/etc/logrotate.d", ""),
          of("/etc/dracut.conf", "/etc/dracut.conf.d", ".conf"),
          of("/etc/ld.so.conf", "/etc/ld.so.conf.d", ".conf"),
          of("/etc/profile", "/etc/profile.d", ".sh"),
          of("/etc/bashrc", "/etc/profile.d", ".sh"),
          new SnippetPlace("/etc/crontab", "/etc/cron.d", "", "", 0644, true),
          of("/etc/krb5.conf", "/etc/krb5.conf.d", ".conf"),
          of("/etc/multipath.conf", "/etc/multipath/conf.d", ".conf"),
          of("/etc/audit/audit.rules", "/etc/audit/rules.d", ".rules"),
          of("/etc/vdsm/vdsm.conf", "/etc/vdsm/vdsm.conf.d", ".conf"),
          of("/etc/modprobe.conf", "/etc/modprobe.d", ".conf"),
          of("/etc/motd", "/etc/motd.d", ""),
          of("/etc/issue", "/etc/issue.d", ".issue"));

  private SnippetPlaces() {}

  /** The directory beside a configuration file. */
  static Optional<SnippetPlace> beside(String main) {
    return PLACES.stream().filter(place -> place.main().equals(main)).findFirst();
  }

  /** What is known about a directory. */
  static Optional<SnippetPlace> in(String directory) {
    return PLACES.stream().filter(place -> place.directory().equals(directory)).findFirst();
  }
}
