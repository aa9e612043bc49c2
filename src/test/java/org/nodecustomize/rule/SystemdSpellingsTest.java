package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.etc.MaskingSnippet;
import org.nodecustomize.rule.etc.UnreadSnippet;
import org.nodecustomize.rule.file.DanglingSymlink;
import org.nodecustomize.rule.place.LostVarOwner;
import org.nodecustomize.rule.service.DanglingUnitLink;
import org.nodecustomize.rule.service.EnabledWithoutPreset;
import org.nodecustomize.rule.service.EssentialUnits;
import org.nodecustomize.rule.service.IneffectivePreset;
import org.nodecustomize.rule.service.PresetWithoutLink;
import org.nodecustomize.rule.service.UnitVerification;

/** What systemd's files may say in more than one way. */
class SystemdSpellingsTest extends RuleTest {
  private static final String ETC = "/etc/systemd/system/";
  private static final String USR = "/usr/lib/systemd/system/";
  private static final String PRESET = "/usr/lib/systemd/system-preset/50-site.preset";
  private static final String VENDOR = "/usr/lib/systemd/system-preset/98-ovirt-host-node.preset";
  private static final String WANTS = "multi-user.target.wants/";

  private void template(String install) {
    image.file(USR + "vpn@.service", "[Service]\nExecStart=/usr/bin/bash\n[Install]\n" + install);
  }

  private void instance(String name) {
    image.symbolicLink(ETC + WANTS + "vpn@" + name + ".service", USR + "vpn@.service");
  }

  @Test
  void dropInsOfUnitsWithoutFilesAreRead() {
    for (String unit :
        List.of(
            "-.slice",
            "home.mount",
            "init.scope",
            "system.slice",
            "systemd-cryptsetup@data.service",
            "user-.slice",
            "ssh-.service",
            "sshd-.service",
            "network.service")) {
      image.file(ETC + unit + ".d/50-site.conf", "[Unit]\n");
    }
    image.file("/etc/rc.d/init.d/network", "#!/bin/bash\n");
    image.file(USR + "sshd-keygen.target", "[Unit]\n").file(USR + "sshd-agent.service", "[Unit]\n");
    finds(
        new UnreadSnippet(),
        "warning " + ETC + "ssh-.service.d/50-site.conf: there is no unit ssh-.service");
  }

  @Test
  void aDropInThatReplacesTheVendorsIsFound() {
    for (String path :
        List.of("system/sshd.service.d/10-limits.conf", "journald.conf.d/10-size.conf")) {
      inBoth("/usr/lib/systemd/" + path, "[x]\n");
      image.file("/etc/systemd/" + path, "[y]\n");
    }
    image.file(ETC + "sshd.service.d/20-own.conf", "[y]\n");
    finds(
        new MaskingSnippet(),
        "warning /etc/systemd/journald.conf.d/10-size.conf: replaces"
            + " /usr/lib/systemd/journald.conf.d/10-size.conf, which is not read any more",
        "warning /etc/systemd/system/sshd.service.d/10-limits.conf: replaces"
            + " /usr/lib/systemd/system/sshd.service.d/10-limits.conf, which is not read any more");
  }

  @Test
  void aMaskByAnyLinkIsAMask() {
    image.symbolicLink(ETC + "auditd.service", "/usr/lib/masked");
    image.symbolicLink("/usr/lib/masked", "../../dev/./null");
    image.symbolicLink(ETC + "sshd.service", "../../../dev/null");
    image.symbolicLink(ETC + "own.service", "../../../dev/null");
    finds(
        new EssentialUnits(),
        "error " + ETC + "auditd.service: is masked",
        "error " + ETC + "sshd.service: is masked");
    passes(new DanglingUnitLink());
  }

  @Test
  void aMaskOfTheVendorsLinkDisablesTheUnit() {
    image.symbolicLink(ETC + WANTS + "sshd.service", "/dev/null");
    assertEquals(
        List.of("error " + USR + "sshd.service: was enabled and is not any more"),
        outcome(new EssentialUnits(), true) instanceof Outcome.Failed failed
            ? failed.findings().stream().map(RuleTest::line).toList()
            : List.of());
  }

  @Test
  void presetsOfTemplatesNameTheirInstances() {
    template("WantedBy=multi-user.target\n");
    image.file(PRESET, "enable vpn@.service a b\n");
    instance("a");
    finds(
        new PresetWithoutLink(),
        "warning "
            + USR
            + "vpn@.service: vpn@b.service is enabled by "
            + PRESET
            + ", but nothing pulls it in");
    instance("b");
    passes(new PresetWithoutLink());
    passes(new EnabledWithoutPreset());
    passes(new IneffectivePreset());
    instance("c");
    finds(
        new EnabledWithoutPreset(),
        "warning "
            + ETC
            + WANTS
            + "vpn@c.service: enables vpn@c.service, but "
            + VENDOR
            + " disables it");
  }

  @Test
  void aTemplateIsEnabledByItsDefaultInstanceOnly() {
    template("WantedBy=multi-user.target\n");
    image.file(PRESET, "enable vpn@.service\n");
    passes(new PresetWithoutLink());
    template("WantedBy=multi-user.target\nDefaultInstance=office\n");
    finds(
        new PresetWithoutLink(),
        "warning "
            + USR
            + "vpn@.service: vpn@office.service is enabled by "
            + PRESET
            + ", but nothing pulls it in");
    instance("office");
    passes(new PresetWithoutLink());
  }

  @Test
  void presetsTakeSetsOfCharacters() {
    image.file(USR + "job7.service", "[Service]\n").file(USR + "joba.service", "[Service]\n");
    image.file(PRESET, "enable job[!a-z].service\n");
    image.symbolicLink(ETC + WANTS + "job7.service", USR + "job7.service");
    image.symbolicLink(ETC + WANTS + "joba.service", USR + "joba.service");
    finds(
        new EnabledWithoutPreset(),
        "warning "
            + ETC
            + WANTS
            + "joba.service: enables joba.service, but "
            + VENDOR
            + " disables it");
  }

  @Test
  void whatAUnitDoesWithoutIsNotMissed() {
    image.file(
        USR + "a.service",
        """
        [Service]
        ExecStartPre=-/usr/bin/gone
        ExecStart=/usr/bin/gone
        ExecStart=
        ExecStart=/usr/bin/bash -c \\
        # first
          User=x
        User=dynamic
        DynamicUser=true
        """);
    passes(new UnitVerification());
    image.file(
        USR + "b.service", "[Service]\nExecStart=\\\n  /usr/bin/gone\nDynamicUser=no\nUser=x\n");
    finds(
        new UnitVerification(),
        "warning " + USR + "b.service: ExecStart= starts /usr/bin/gone, which is no program",
        "warning " + USR + "b.service: User= is 'x', which is no account");
  }

  @Test
  void aUnitThatIsPassedOverWithoutItsProgramDoesNotFail() {
    image.file(
        USR + "a.service",
        """
        [Unit]
        ConditionFileIsExecutable=/etc/rc.d/rc.local
        [Service]
        ExecStart=/etc/rc.d/rc.local start
        ExecStop=/etc/rc.d/rc
        """);
    finds(
        new UnitVerification(),
        "warning " + USR + "a.service: ExecStop= starts /etc/rc.d/rc, which is no program");
  }

  @Test
  void aLineOfTmpfilesSaysTheOwnerInManyWays() {
    for (String name : List.of("quoted name", "specified", "globbed1", "slashed", "deep/down")) {
      String path = "/var/lib/" + name;
      image.directory(path).owner(path, 36, 36);
    }
    image.file(
        "/usr/lib/tmpfiles.d/a.conf",
        """
        d  "/var/lib/quoted name" 0755 vdsm kvm -
        d! %S/specified           0755 vdsm kvm
        z  /var/lib/glob*[0-9]    0755 vdsm kvm
        d  /var/lib//slashed/     0755 vdsm kvm
        Z  /var/lib/deep          0755 vdsm kvm
        """);
    passes(new LostVarOwner());
  }

  @Test
  void aLineOfTmpfilesThatLeavesTheOwnerDoesNotKeepIt() {
    for (String name : List.of("copied/below", "created", "kept", "linked", "root", "written")) {
      String path = "/var/lib/" + name;
      image.directory(path).owner(path, 36, 0);
    }
    image.file(
        "/usr/lib/tmpfiles.d/a.conf",
        """
        C /var/lib/copied  - vdsm kvm - /usr/share/copied
        d /var/lib/created 0755 :vdsm :kvm
        d /var/lib/kept    0755 - - 10d
        z /var/lib/*/linked 0755 vdsm kvm
        d /var/lib/root    0755 root root
        w /var/lib/written 0755 vdsm kvm - 1
        """);
    finds(
        new LostVarOwner(),
        "error /var/lib/copied/below: is owned by 36:0, on upgraded hosts by root",
        "error /var/lib/created: is owned by 36:0, on upgraded hosts by root",
        "error /var/lib/kept: is owned by 36:0, on upgraded hosts by root",
        "error /var/lib/linked: is owned by 36:0, on upgraded hosts by root",
        "error /var/lib/root: is owned by 36:0, on upgraded hosts by root",
        "error /var/lib/written: is owned by 36:0, on upgraded hosts by root");
  }

  @Test
  void aDirectoryOfAUnitThatIsRootsDoesNotKeepItsOwner() {
    image.directory("/var/lib/site").owner("/var/lib/site", 36, 36);
    image.file(USR + "a.service", "[Service]\nStateDirectory=site\n");
    finds(new LostVarOwner(), "error /var/lib/site: is owned by 36:36, on upgraded hosts by root");
    image.file(USR + "a.service", "[Service]\nStateDirectory=site\nUser=vdsm\n");
    passes(new LostVarOwner());
  }

  @Test
  void aLinkThatLeadsToWhatIsMadeAtBootIsOpenByWhateverWay() {
    image.symbolicLink("/etc/resolv.conf", "../run/NetworkManager/resolv.conf");
    image.symbolicLink("/etc/site/resolv.conf", "/etc/resolv.conf");
    image.symbolicLink("/etc/site/round", "round");
    image.delete("/etc/grub2.cfg");
    image.symbolicLink("/etc/grub2.cfg", "../boot/grub2/other.cfg");
    finds(new DanglingSymlink(), "warning /etc/site/round: leads to round, which is not there");
  }
}
