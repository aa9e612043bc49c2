package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nodecustomize.image.LayoutProfile.OSTREE;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.file.MissingLabel;
import org.nodecustomize.rule.identity.HostIdentity;
import org.nodecustomize.rule.identity.StorageHostState;
import org.nodecustomize.rule.node.Repositories;
import org.nodecustomize.rule.service.DanglingUnitLink;
import org.nodecustomize.rule.service.EnabledWithoutPreset;
import org.nodecustomize.rule.service.EssentialUnits;

/** A commit's /usr/etc becomes the /etc of every host. */
class CommitConfigurationTest extends RuleTest {
  private static final String ETC = "/usr/etc/systemd/system/";
  private static final String USR = "/usr/lib/systemd/system/";

  @BeforeEach
  void useCommits() {
    use(OSTREE);
  }

  @Test
  void unitsAreMaskedAndLinkedThere() {
    image.symbolicLink(ETC + "sshd.service", "/dev/null");
    image.symbolicLink(ETC + "multi-user.target.wants/gone.service", USR + "gone.service");
    image.file(USR + "own.service", "[Service]\n");
    image.symbolicLink(ETC + "multi-user.target.wants/own.service", USR + "own.service");
    finds(new EssentialUnits(), "error " + ETC + "sshd.service: is masked");
    finds(
        new DanglingUnitLink(),
        "error "
            + ETC
            + "multi-user.target.wants/gone.service: leads to "
            + USR
            + "gone.service, which is not there");
    assertEquals(
        List.of(
            "warning "
                + ETC
                + "multi-user.target.wants/gone.service: enables gone.service, but"
                + " /usr/lib/systemd/system-preset/98-ovirt-host-node.preset disables it",
            "warning "
                + ETC
                + "multi-user.target.wants/own.service: enables own.service, but"
                + " /usr/lib/systemd/system-preset/98-ovirt-host-node.preset disables it"),
        found(new EnabledWithoutPreset()));
    image.file("/usr/etc/systemd/system-preset/10-site.preset", "enable *\n");
    passes(new EnabledWithoutPreset());
  }

  @Test
  void whatBelongsToOneHostIsFoundThere() {
    image.file("/usr/etc/iscsi/initiatorname.iscsi", "InitiatorName=iqn.1994-05.com.redhat:a\n");
    image.file("/usr/etc/pki/consumer/cert.pem", "cert").file("/usr/etc/hostname", "build\n");
    image.file("/usr/etc/lvm/devices/system.devices", "IDTYPE=sys_wwid\n");
    image.file("/usr/etc/lvm/backup/onn", "onn {}\n");
    finds(
        new HostIdentity(),
        "warning /usr/etc/hostname: names one host",
        "error /usr/etc/iscsi/initiatorname.iscsi: must be different on every host",
        "error /usr/etc/pki/consumer/cert.pem: registers one host");
    finds(
        new StorageHostState(),
        "warning /usr/etc/lvm/backup/onn: describes the volumes of one machine",
        "warning /usr/etc/lvm/devices/system.devices: lists the devices of one machine");
  }

  @Test
  void repositoriesAndThePolicyAreThere() {
    image.file("/usr/etc/yum.repos.d/a.repo", "[a]\nbaseurl=https://site/\ngpgcheck=0\n");
    finds(new Repositories(), "warning /usr/etc/yum.repos.d/a.repo: [a] does not check signatures");
    image.file("/usr/etc/selinux/targeted/contexts/files/file_contexts", "");
    finds(new MissingLabel(), "error /: has no label, nor has anything below it");
    image.file("/usr/etc/selinux/config", "SELINUX=disabled\n");
    finds(new MissingLabel(), "not applicable: SELinux is disabled in /etc/selinux/config");
  }

  @Test
  void aPopulatedEtcIsTheConfiguration() {
    image.file("/etc/hostname", "build\n");
    image.file("/usr/etc/hostname", "build\n");
    finds(new HostIdentity(), "warning /etc/hostname: names one host");
  }
}
