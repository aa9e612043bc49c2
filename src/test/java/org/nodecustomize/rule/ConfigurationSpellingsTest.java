package org.nodecustomize.rule;

import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.boot.GenericInitramfs;
import org.nodecustomize.rule.file.MissingLabel;
import org.nodecustomize.rule.file.SelinuxMode;
import org.nodecustomize.rule.node.Alternatives;
import org.nodecustomize.rule.node.Repositories;

/** What configuration files may say in more than one way. */
class ConfigurationSpellingsTest extends RuleTest {
  private static final String REPOS = "/etc/yum.repos.d/";

  @Test
  void aRepositoryThatSaysNothingIsEnabled() {
    image.file(REPOS + "a.repo", "[a]\nbaseurl=https://site/\n[b] # old\nenabled=0\n");
    finds(new Repositories(), "warning " + REPOS + "a.repo: [a] is enabled and not marked");
  }

  @Test
  void theMarkIsForTheWholeFile() {
    image.file(
        REPOS + "a.repo",
        "# imgbased: set-enabled\n[a]\nbaseurl=https://site/\nenabled=1\n[b]\nenabled=True\n");
    passes(new Repositories());
  }

  @Test
  void aDirectoryOfTheImageAmongOtherAddressesIsFound() {
    image.file(
        REPOS + "a.repo",
        "[a]\nbaseurl=https://site/?a=b\n  FILE:///srv/repo\nenabled=0\ngpgcheck = False\n");
    finds(
        new Repositories(),
        "warning " + REPOS + "a.repo: [a] is a directory of this image: FILE:///srv/repo",
        "warning " + REPOS + "a.repo: [a] does not check signatures");
  }

  @Test
  void aSettingOfDracutIsOneOfTheShell() {
    for (String line :
        new String[] {
          "hostonly=yes", "hostonly='yes' # ours", "export hostonly=\"yes\"; x=1", "  hostonly=yes;"
        }) {
      image.file("/etc/dracut.conf.d/50-site.conf", line + "\n");
      finds(
          new GenericInitramfs(),
          "error /etc/dracut.conf.d/50-site.conf: sets hostonly, so that the initramfs fits one"
              + " machine");
    }
    image.file(
        "/etc/dracut.conf.d/50-site.conf", "hostonly=yes\nhostonly=\"no\"#\nhostonly_mode=yes\n");
    passes(new GenericInitramfs());
  }

  @Test
  void theFirstModeOfSelinuxCountsInWhateverCase() {
    image.file("/etc/selinux/config", "SELINUX=\nSELINUX= Enforcing\nSELINUX=disabled\n");
    passes(new SelinuxMode());
    image.file("/etc/selinux/config", "SELINUX=Disabled\nSELINUX=enforcing\n");
    finds(new SelinuxMode(), "warning /etc/selinux/config: has SELINUX=disabled");
    finds(new MissingLabel(), "not applicable: SELinux is disabled in /etc/selinux/config");
  }

  @Test
  void recordsOfAlternativesMayLieBehindALink() {
    image.symbolicLink("/var/lib/alternatives", "../../usr/lib/alternatives");
    image.file("/usr/lib/alternatives/java", "auto\n/usr/bin/java\nkeytool\n/usr/bin/keytool\n");
    image.symbolicLink("/etc/alternatives/java", "/usr/bin/bash");
    image.symbolicLink("/etc/alternatives/keytool", "/usr/bin/bash");
    passes(new Alternatives());
    image.symbolicLink("/etc/alternatives/mta", "/usr/bin/bash");
    finds(
        new Alternatives(),
        "warning /etc/alternatives/mta: has no record in /var/lib/alternatives");
  }
}
