package org.nodecustomize.rule;

import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.etc.BothEtcTrees;
import org.nodecustomize.rule.etc.ChangedType;
import org.nodecustomize.rule.etc.DeadPreset;
import org.nodecustomize.rule.etc.EtcNotMirrored;
import org.nodecustomize.rule.etc.IdenticalOverride;
import org.nodecustomize.rule.etc.IgnoredName;
import org.nodecustomize.rule.etc.InstallerOverwrites;
import org.nodecustomize.rule.etc.InvisibleChange;
import org.nodecustomize.rule.etc.LossyInstallerCopy;
import org.nodecustomize.rule.etc.MaskingSnippet;
import org.nodecustomize.rule.etc.MergeLitter;
import org.nodecustomize.rule.etc.MetadataOnlyChange;
import org.nodecustomize.rule.etc.PristineOnlyChange;
import org.nodecustomize.rule.etc.PristineTypeMismatch;
import org.nodecustomize.rule.etc.RetargetedLink;
import org.nodecustomize.rule.etc.SpecialInEtc;
import org.nodecustomize.rule.etc.SshRootLogin;
import org.nodecustomize.rule.etc.StaleUsrEtc;
import org.nodecustomize.rule.etc.UnreadSnippet;
import org.nodecustomize.rule.etc.VendorPresetInEtc;
import org.nodecustomize.rule.etc.WholeFileOverride;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class EtcRulesTest extends RuleTest {
  private static final String FACTORY = "/usr/share/factory/etc";

  @Test
  void aChangeThatTheCopyDoesNotHaveIsFound() {
    image.file("/etc/motd", "Changed\n");
    image.file("/etc/new.d/a.conf", "a\n");
    image.delete("/etc/hosts");
    finds(
        new EtcNotMirrored(),
        "error /etc/hosts: removed, but " + FACTORY + "/hosts is still there",
        "error /etc/motd: content changed, but " + FACTORY + "/motd differs in content",
        "error /etc/new.d/a.conf: added, but there is no " + FACTORY + "/new.d/a.conf");
  }

  @Test
  void aMirroredChangePasses() {
    image.file("/etc/motd", "Changed\n").file(FACTORY + "/motd", "Changed\n");
    image.delete("/etc/hosts");
    image.delete(FACTORY + "/hosts");
    passes(new EtcNotMirrored());
  }

  @Test
  void aCopyWithAnotherModeOrOwnerIsFound() {
    image.file("/etc/motd", "Changed\n").mode("/etc/motd", 0600).owner("/etc/motd", 36, 36);
    image.file(FACTORY + "/motd", "Changed\n");
    finds(
        new EtcNotMirrored(),
        "error /etc/motd: content, mode, owner changed, but "
            + FACTORY
            + "/motd differs in mode, owner");
  }

  @Test
  void whatTheVendorLeftUnequalIsNotReported() {
    base.file("/etc/resolv.conf", "a\n");
    image.file("/etc/resolv.conf", "b\n").file("/etc/ld.so.cache", "new");
    passes(new EtcNotMirrored());
  }

  @Test
  void aLinkToTheVendorsDefaultIsNoDifference() {
    use(NGN);
    image.file("/usr/etc/site/a.conf", "a\n");
    image.symbolicLink("/etc/site/a.conf", "../../usr/etc/site/a.conf");
    image.symbolicLink(FACTORY + "/site/a.conf", "../../usr/etc/site/a.conf");
    passes(new EtcNotMirrored());
    image.symbolicLink("/etc/site/b.conf", "../../usr/share/b.conf");
    image.symbolicLink(FACTORY + "/site/b.conf", "../../usr/share/b.conf");
    image.file("/usr/etc/site/b.conf", "a\n");
    finds(
        new EtcNotMirrored(),
        "warning /etc/site/b.conf: added, but /usr/etc/site/b.conf differs in type");
  }

  @Test
  void theNgnLayoutNeedsBothCopiesAndOnlyWarns() {
    use(NGN);
    image.file("/etc/motd", "Changed\n");
    finds(
        new EtcNotMirrored(),
        "warning /etc/motd: content changed, but /usr/etc/motd differs in content",
        "warning /etc/motd: content changed, but " + FACTORY + "/motd differs in content");
  }

  @Test
  void aChangeOfTheCopyAloneIsFound() {
    image.file(FACTORY + "/motd", "Changed\n");
    image.symbolicLink(FACTORY + "/systemd/system/multi-user.target.wants/a.service", "/a");
    finds(
        new PristineOnlyChange(),
        "warning " + FACTORY + "/motd: content changed, but /etc/motd is as it was",
        "warning "
            + FACTORY
            + "/systemd/system/multi-user.target.wants/a.service: added, but"
            + " /etc/systemd/system/multi-user.target.wants/a.service is as it was");
  }

  @Test
  void aCopyThatIsBroughtInStepPasses() {
    base.file("/etc/motd", "New\n");
    image.file("/etc/motd", "New\n").file(FACTORY + "/motd", "New\n");
    passes(new PristineOnlyChange());
  }

  @Test
  void aPresetInEtcAloneIsFound() {
    use(NGN);
    image.file("/etc/site.conf", "a\n");
    image.file("/etc/meant.conf", "a\n");
    overrides = Set.of("/etc/meant.conf");
    finds(
        new VendorPresetInEtc(),
        "warning /etc/site.conf: added, but there is no /usr/etc/site.conf");
  }

  @Test
  void aPresetHiddenByTheOldFileIsFound() {
    use(NGN);
    image.file("/usr/etc/motd", "New\n");
    finds(
        new StaleUsrEtc(),
        "error /usr/etc/motd: content changed, but /etc/motd still has the old content");
    image.file("/etc/motd", "New\n");
    passes(new StaleUsrEtc());
  }

  @Test
  void anOverrideWithTheVendorsContentIsFound() {
    use(NGN);
    overrides = Set.of("/etc/motd");
    finds(new IdenticalOverride(), "info /etc/motd: equals /usr/etc/motd");
    image.file("/etc/motd", "Mine\n");
    passes(new IdenticalOverride());
  }

  @Test
  void aCopyOfAnotherTypeIsFound() {
    image.delete(FACTORY + "/motd");
    image.symbolicLink(FACTORY + "/motd", "issue");
    finds(
        new PristineTypeMismatch(),
        "error /etc/motd: is a file, but " + FACTORY + "/motd is a symbolic link");
  }

  @Test
  void aLinkToItsOwnPresetIsNoMismatch() {
    use(NGN);
    image.file("/usr/etc/site.conf", "a\n").symbolicLink("/etc/site.conf", "../usr/etc/site.conf");
    passes(new PristineTypeMismatch());
  }

  @Test
  void aLinkWithANewTargetIsFound() {
    image.symbolicLink("/etc/os-release", "../usr/lib/other");
    finds(
        new RetargetedLink(),
        "warning /etc/os-release: pointed to ../usr/lib/os-release, now to ../usr/lib/other");
  }

  @Test
  void aFileThatBecameAFullDirectoryEndsUpgrades() {
    image.delete("/etc/motd");
    image.file("/etc/motd/a", "a");
    finds(
        new ChangedType(),
        "error /etc/motd: was a file, now a directory that is not empty: upgrades abort");
  }

  @Test
  void otherChangesOfTypeAreWarnings() {
    image.delete("/etc/motd");
    image.symbolicLink("/etc/motd", "issue");
    finds(
        new ChangedType(),
        "warning /etc/motd: was a file, now a symbolic link: upgraded hosts keep the old type");
  }

  @Test
  void aWholeFileThatHasSnippetsIsFound() {
    image.file("/etc/sysctl.conf", "vm.swappiness = 1\n");
    image.file(
        "/etc/sudoers", "root ALL=(ALL) ALL\nadmin ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n");
    finds(
        new WholeFileOverride(),
        "warning /etc/sudoers: content changed as a whole",
        "warning /etc/sysctl.conf: content changed as a whole");
  }

  @Test
  void aFileThatIncludesNoSnippetsMayChange() {
    inBoth("/etc/rsyslog.conf", "# no include of rsyslog.d\n");
    image.file("/etc/rsyslog.conf", "*.* @loghost\n");
    passes(new WholeFileOverride());
  }

  @Test
  void aPresetThatNothingBringsToEtcIsFound() {
    use(NGN);
    image.file("/usr/etc/dead.conf", "a\n");
    image.file("/usr/etc/copied.conf", "a\n");
    image.file(
        "/usr/lib/tmpfiles.d/site.conf", "C /etc/copied.conf - - - - /usr/etc/copied.conf\n");
    finds(
        new DeadPreset(),
        "warning /usr/etc/dead.conf: added, but nothing brings it to /etc/dead.conf");
  }

  @Test
  void aTmpfilesLineWithoutArgumentDoesNotBringAPreset() {
    use(NGN);
    image
        .file("/usr/etc/dead.conf", "a\n")
        .file("/usr/lib/tmpfiles.d/site.conf", "C /etc/dead.conf\n");
    finds(
        new DeadPreset(),
        "warning /usr/etc/dead.conf: added, but nothing brings it to /etc/dead.conf");
  }

  @Test
  void aPopulatedEtcBesideUsrEtcIsFound() {
    use(OSTREE);
    image.file("/etc/motd", "Hello\n");
    finds(new BothEtcTrees(), "error /etc: has 1 name in it beside /usr/etc");
  }

  @Test
  void snippetsThatAreNotReadAreFound() {
    image.file("/etc/sysctl.d/50-site", "a = 1\n").file("/etc/sysctl.d/README", "text\n");
    image
        .file("/etc/sudoers.d/site.conf", "a\n")
        .file("/etc/sudoers.d/open", "a\n")
        .mode("/etc/sudoers.d/open", 0664);
    image.file("/etc/sudoers.d/good", "a\n").mode("/etc/sudoers.d/good", 0440);
    image
        .file("/etc/cron.d/job~", "a\n")
        .file("/etc/cron.d/run", "a\n")
        .mode("/etc/cron.d/run", 0755);
    image.file("/etc/cron.d/good.sh", "a\n");
    image.file("/etc/profile.d/site", "a\n");
    image.file("/etc/NetworkManager/system-connections/a.nmconnection", "a\n");
    finds(
        new UnreadSnippet(),
        "warning /etc/NetworkManager/system-connections/a.nmconnection: NetworkManager ignores a"
            + " connection of mode 0644 and owner 0",
        "warning /etc/cron.d/job~: crond skips names like this",
        "warning /etc/cron.d/run: crond refuses a file of mode 0755 and owner 0",
        "warning /etc/profile.d/site: the name does not end in .sh or .csh",
        "warning /etc/sudoers.d/open: sudo refuses a file of mode 0664 and owner 0",
        "warning /etc/sudoers.d/site.conf: sudo skips names with a dot or a tilde at the end",
        "warning /etc/sysctl.d/50-site: the name does not end in .conf");
  }

  @Test
  void aDropInNeedsItsUnit() {
    image.file("/etc/systemd/system/sshd.service.d/50-site.conf", "[Service]\n");
    image.file("/etc/systemd/system/shd.service.d/50-site.conf", "[Service]\n");
    image.file("/etc/systemd/system/sshd.service.d/more", "[Service]\n");
    finds(
        new UnreadSnippet(),
        "warning /etc/systemd/system/shd.service.d/50-site.conf: there is no unit shd.service",
        "warning /etc/systemd/system/sshd.service.d/more: the name does not end in .conf");
  }

  @Test
  void sshdReadsSnippetsWhereItsConfigurationSaysSo() {
    image.file("/etc/ssh/sshd_config", "UsePAM yes\n");
    image.file("/etc/ssh/sshd_config.d/01-site.conf", "PermitRootLogin no\n");
    finds(
        new UnreadSnippet(),
        "warning /etc/ssh/sshd_config.d/01-site.conf: /etc/ssh/sshd_config does not include it");
    image.file("/etc/ssh/sshd_config", "include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n");
    passes(new UnreadSnippet());
    image.file("/etc/ssh/sshd_config.d/site", "PermitRootLogin no\n");
    finds(
        new UnreadSnippet(), "warning /etc/ssh/sshd_config.d/site: the name does not end in .conf");
  }

  @Test
  void aSnippetWithTheVendorsNameIsFound() {
    image
        .file("/etc/sysctl.d/50-default.conf", "a = 1\n")
        .file("/etc/sysctl.d/60-site.conf", "a = 1\n");
    finds(
        new MaskingSnippet(),
        "warning /etc/sysctl.d/50-default.conf: replaces /usr/lib/sysctl.d/50-default.conf, which is"
            + " not read any more");
  }

  @Test
  void leftoversOfMergesAreFound() {
    image
        .file("/etc/hosts.rpmnew", "a")
        .file("/var/lib/a/b.bak", "a")
        .file("/usr/share/a.orig", "a");
    finds(
        new MergeLitter(),
        "warning /etc/hosts.rpmnew: added, and named with .rpmnew",
        "warning /var/lib/a/b.bak: added, and named with .bak");
  }

  @Test
  void aChangeWithTheOldSizeAndTimeIsFound() {
    image.file("/etc/motd", "welcome\n");
    image
        .file("/etc/hosts", "127.0.0.1 a\n")
        .modified("/etc/hosts", MemoryTree.TIME.minusSeconds(60));
    image.file(FACTORY + "/motd", "WELCOME\n");
    image.file("/etc/issue", "new");
    finds(
        new InvisibleChange(),
        "error /etc/hosts: content changed, but its time went back from 2024-02-29T12:00:00Z to"
            + " 2024-02-29T11:59:00Z",
        "error /etc/motd: content changed, but size and time did not",
        "error " + FACTORY + "/motd: content changed, but size and time did not");
  }

  @Test
  void aChangeWithANewTimePasses() {
    image.file("/etc/motd", "welcome\n").modified("/etc/motd", NOW);
    passes(new InvisibleChange());
  }

  @Test
  void aNameThatUpgradesSkipIsFound() {
    image.file("/etc/site/.git/HEAD", "ref\n");
    finds(
        new IgnoredName(),
        "warning /etc/site/.git: added, but upgrades neither compare nor carry this name");
  }

  @Test
  void aChangeOfModeAndOwnerAloneIsFound() {
    image.mode("/etc/motd", 0600).owner("/etc/hosts", 36, 36);
    image.attribute("/etc/sudoers", "user.note", new byte[] {1});
    image.label("/etc/system-release", "system_u:object_r:etc_t:s0");
    finds(
        new MetadataOnlyChange(),
        "warning /etc/hosts: owner was 0:0, now 36:36; nothing else changed",
        "warning /etc/motd: mode was 0644, now 0600; nothing else changed",
        "warning /etc/sudoers: extended attributes changed; nothing else changed");
  }

  @Test
  void aFifoInEtcIsFound() {
    image.special("/etc/pipe", NodeType.FIFO);
    finds(new SpecialInEtc(), "warning /etc/pipe: is a fifo");
  }

  @Test
  void aChoiceOfRootLoginIsFound() {
    image.file("/etc/ssh/sshd_config", "PermitRootLogin no\n");
    finds(
        new SshRootLogin(),
        "warning /etc/ssh/sshd_config: PermitRootLogin was yes, now no; installation and upgrades make"
            + " it yes");
    image.file("/etc/ssh/sshd_config", "PermitRootLogin yes\nMatch User a\nPermitRootLogin no\n");
    passes(new SshRootLogin());
  }

  @Test
  void aFileThatTheInstallerWritesIsFound() {
    image.file("/etc/hostname", "node1\n");
    finds(
        new InstallerOverwrites(),
        "warning /etc/hostname: added, but the installer writes this file");
  }

  @Test
  void installersOfFedoraLoseLinksOwnersAndCapabilities() {
    image.file("/usr/lib/os.release.d/ovirt-release-host-node", "ID=fedora\n");
    passes(new LossyInstallerCopy());
    image.symbolicLink("/etc/sysconfig/selinux", "../selinux/config");
    image.file("/etc/sysconfig/a", "a").owner("/etc/sysconfig/a", 36, 36);
    image
        .file("/usr/lib/grub/tool", "a")
        .attribute("/usr/lib/grub/tool", "security.capability", new byte[] {1});
    finds(
        new LossyInstallerCopy(),
        "warning /etc/sysconfig/a: is owned by 36:36 and will be root's",
        "warning /etc/sysconfig/selinux: is a symbolic link and will be missing",
        "warning /usr/lib/grub/tool: has capabilities and will have none");
  }

  @Test
  void otherInstallersCopyEverything() {
    image.symbolicLink("/etc/sysconfig/selinux", "../selinux/config");
    finds(new LossyInstallerCopy(), "not applicable: only installers of Fedora copy so");
  }
}
