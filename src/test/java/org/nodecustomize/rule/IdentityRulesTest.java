package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nodecustomize.rule.Severity.WARNING;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.identity.AccountConsistency;
import org.nodecustomize.rule.identity.AccountNotInFactory;
import org.nodecustomize.rule.identity.DriftedId;
import org.nodecustomize.rule.identity.DuplicateId;
import org.nodecustomize.rule.identity.EmbeddedSecrets;
import org.nodecustomize.rule.identity.Entropy;
import org.nodecustomize.rule.identity.FactoryIdentity;
import org.nodecustomize.rule.identity.HostIdentity;
import org.nodecustomize.rule.identity.MachineId;
import org.nodecustomize.rule.identity.NetworkLeftovers;
import org.nodecustomize.rule.identity.OrphanOwner;
import org.nodecustomize.rule.identity.SshHostKeys;
import org.nodecustomize.rule.identity.StorageHostState;
import org.nodecustomize.rule.identity.UndeclaredAccount;
import org.nodecustomize.tree.MemoryTree;

class IdentityRulesTest extends RuleTest {
  private static final String FACTORY = "/usr/share/factory/etc";

  private void append(MemoryTree tree, String path, String text) {
    tree.file(
        path, new String(tree.read(path, 1 << 20).orElseThrow(), StandardCharsets.UTF_8) + text);
  }

  private void account(
      MemoryTree tree, String directory, String name, int id, String home, String shell) {
    append(
        tree,
        directory + "/passwd",
        name + ":x:" + id + ":" + id + "::" + home + ":" + shell + "\n");
    append(tree, directory + "/group", name + ":x:" + id + ":\n");
    append(tree, directory + "/shadow", name + ":!!:19000::::::\n");
    append(tree, directory + "/gshadow", name + ":!::\n");
  }

  @Test
  void anAccountThatTheCopyDoesNotHaveIsFound() {
    account(image, "/etc", "agent", 975, "/var/lib/agent", "/sbin/nologin");
    finds(
        new AccountNotInFactory(),
        "error /etc/group: group 'agent' is not in " + FACTORY + "/group",
        "error /etc/passwd: account 'agent' is not in " + FACTORY + "/passwd");
    account(image, FACTORY, "agent", 975, "/var/lib/agent", "/sbin/nologin");
    passes(new AccountNotInFactory());
  }

  @Test
  void anUndeclaredAccountIsFound() {
    account(image, "/etc", "agent", 975, "/var/lib/agent", "/sbin/nologin");
    append(image, "/etc/group", "extra:x:974:\n");
    finds(
        new UndeclaredAccount(),
        "warning /etc/group: group 'extra' is new and declared nowhere",
        "warning /etc/passwd: account 'agent' is new and declared nowhere");
    image.file("/usr/lib/sysusers.d/agent.conf", "u agent 975 - /var/lib/agent\ng extra 974\n");
    passes(new UndeclaredAccount());
  }

  @Test
  void withoutSysusersNothingCanBeDeclared() {
    image.delete("/usr/bin/systemd-sysusers");
    account(image, "/etc", "agent", 975, "/var/lib/agent", "/sbin/nologin");
    finds(new UndeclaredAccount(), "not applicable: the image has no systemd-sysusers");
  }

  @Test
  void aNumberThatChangedIsFound() {
    account(base, "/etc", "agent", 975, "/var/lib/agent", "/sbin/nologin");
    account(base, "/etc", "old", 970, "/", "/sbin/nologin");
    account(image, "/etc", "agent", 974, "/var/lib/agent", "/sbin/nologin");
    account(image, "/etc", "new", 970, "/", "/sbin/nologin");
    finds(
        new DriftedId(),
        "error /etc/group: group 'agent' had number 975, now 974",
        "error /etc/group: new group 'new' has number 970 of 'old', which is gone",
        "error /etc/passwd: account 'agent' had number 975, now 974",
        "error /etc/passwd: new account 'new' has number 970 of 'old', which is gone");
  }

  @Test
  void namesAndNumbersThatAreThereTwiceAreFound() {
    append(image, "/etc/passwd", "toor:x:0:0::/root:/bin/bash\nbin:x:7:1::/:/sbin/nologin\n");
    append(image, "/etc/group", "wheel:x:0:\nbin:x:7:\n");
    finds(
        new DuplicateId(),
        "error /etc/group: 'root' and 'wheel' have the same number 0",
        "error /etc/group: group 'bin' is there twice",
        "error /etc/passwd: 'root' and 'toor' have the same number 0",
        "error /etc/passwd: account 'bin' is there twice");
  }

  @Test
  void newNumbersOutOfTheirRangeAreWarnings() {
    append(
        image,
        "/etc/passwd",
        "agent:x:1500:0::/:/sbin/nologin\nadmin:x:500:0::/home/admin:/bin/bash\n");
    assertEquals(
        new Outcome.Failed(
            List.of(
                new Finding(
                    "NC304",
                    WARNING,
                    "/etc/passwd",
                    "'agent' is a service's but has number 1500, not below 1000",
                    "give each account a name and a number of its own",
                    false),
                new Finding(
                    "NC304",
                    WARNING,
                    "/etc/passwd",
                    "'admin' is for people but has number 500, below 1000",
                    "give each account a name and a number of its own",
                    false)),
            0),
        outcome(new DuplicateId(), true));
  }

  @Test
  void accountFilesThatDoNotAgreeAreFound() {
    append(
        image,
        "/etc/passwd",
        "agent:x:975:975::/:/sbin/nologin\nbroken:x:1\nann:x:1000:0::/home/ann:/bin/fish\n");
    append(image, "/etc/shadow", "ghost:!!:19000::::::\nann:!!:19000::::::\n");
    append(image, "/etc/gshadow", "ghost:!::\n");
    image.mode("/etc/shadow", 0644);
    finds(
        new AccountConsistency(),
        "warning /etc/gshadow: 'ghost' is not in /etc/group",
        "error /etc/passwd: 'broken': expected 7 fields but were 3",
        "error /etc/passwd: account 'agent' is not in /etc/shadow",
        "error /etc/passwd: account 'agent' has group 975, which is not there",
        "warning /etc/passwd: account 'ann' has shell /bin/fish, which is not there",
        "error /etc/shadow: 'ghost' is not in /etc/passwd",
        "error /etc/shadow: has mode 0644: expected 0000, 0600 or 0640");
  }

  @Test
  void shadowOfAnotherOwnerIsFound() {
    image.owner("/etc/shadow", 74, 0);
    finds(new AccountConsistency(), "error /etc/shadow: is owned by 74, not by root");
  }

  @Test
  void ownersWithoutANameAreFound() {
    image.file("/usr/lib/a", "a").owner("/usr/lib/a", 1234, 0);
    image.file("/usr/lib/b", "a").owner("/usr/lib/b", 36, 4321);
    finds(
        new OrphanOwner(),
        "warning /usr/lib/a: is owned by user 1234, which is no account",
        "warning /usr/lib/b: is owned by group 4321, which is no group");
    image.file("/usr/lib/sysusers.d/a.conf", "u a 1234\ng b 4321\n");
    passes(new OrphanOwner());
  }

  @Test
  void aMachineIdIsFound() {
    image.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    image.file("/var/lib/dbus/machine-id", "0123456789abcdef0123456789abcdef\n");
    finds(
        new MachineId(),
        "error /etc/machine-id: holds an identity that all hosts would share",
        "error /var/lib/dbus/machine-id: holds an identity of its own, which systemd takes over");
    image.file("/etc/machine-id", "uninitialized\n");
    image.delete("/var/lib/dbus");
    finds(
        new MachineId(),
        "warning /etc/machine-id: is 'uninitialized', which older systemd does not know and the"
            + " installer replaces");
    image.delete("/etc/machine-id");
    passes(new MachineId());
  }

  @Test
  void hostKeysAreFoundInEveryTree() {
    image
        .file("/etc/ssh/ssh_host_ed25519_key", "a")
        .file(FACTORY + "/ssh/ssh_host_rsa_key.pub", "a");
    finds(
        new SshHostKeys(),
        "error /etc/ssh/ssh_host_ed25519_key: is a host key",
        "error " + FACTORY + "/ssh/ssh_host_rsa_key.pub: is a host key");
  }

  @Test
  void seedsAreFound() {
    image.file("/var/lib/systemd/random-seed", "seed");
    finds(new Entropy(), "error /var/lib/systemd/random-seed: belongs to the machine that made it");
  }

  @Test
  void filesThatNameOneHostAreFound() {
    image.file("/etc/iscsi/initiatorname.iscsi", "InitiatorName=iqn\n");
    image.file("/etc/pki/consumer/cert.pem", "cert").file("/etc/hostname", "build7\n");
    image.file("/etc/resolv.conf", "nameserver 192.0.2.1\n");
    image.file("/etc/machine-info", "LOCATION=rack 7\n");
    finds(
        new HostIdentity(),
        "warning /etc/hostname: names one host",
        "error /etc/iscsi/initiatorname.iscsi: must be different on every host",
        "warning /etc/machine-info: describes one host",
        "error /etc/pki/consumer/cert.pem: registers one host",
        "warning /etc/resolv.conf: has the name servers of the network it was made in");
  }

  @Test
  void aHostNameThatIsNoneAndALinkedResolvConfPass() {
    image.file("/etc/hostname", "localhost.localdomain\n");
    image.symbolicLink("/etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf");
    passes(new HostIdentity());
  }

  @Test
  void networkConfigurationIsFound() {
    image.file("/etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\n");
    image.file("/etc/sysconfig/network-scripts/ifcfg-lo", "DEVICE=lo\n");
    image.file("/etc/udev/rules.d/70-persistent-net.rules", "a\n");
    finds(
        new NetworkLeftovers(),
        "warning /etc/sysconfig/network-scripts/ifcfg-eth0: added",
        "warning /etc/udev/rules.d/70-persistent-net.rules: added");
  }

  @Test
  void secretsAreFound() {
    String key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    image
        .file("/etc/site/open.key", key)
        .file("/root/.ssh/id_ed25519", key)
        .mode("/root/.ssh/id_ed25519", 0600);
    image.file("/root/.ssh/authorized_keys", "ssh-ed25519 AAAA\n");
    image.file("/etc/pki/cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    image.file("/etc/shadow", "root:$6$salt$hash:19000:0:99999:7:::\n");
    finds(
        new EmbeddedSecrets(),
        "warning /etc/shadow: root has a new password, the same on all hosts",
        "error /etc/site/open.key: holds a private key that others can read (mode 0644)",
        "warning /root/.ssh/authorized_keys: lets somebody log in",
        "warning /root/.ssh/id_ed25519: holds a private key");
  }

  @Test
  void storageStateIsFound() {
    image.file("/etc/lvm/devices/system.devices", "IDTYPE=sys_wwid\n");
    image
        .file("/etc/lvm/archive/vg_00000.vg", "a")
        .file("/etc/multipath/wwids", "# comment only\n");
    finds(
        new StorageHostState(),
        "warning /etc/lvm/archive/vg_00000.vg: describes the volumes of one machine",
        "warning /etc/lvm/devices/system.devices: lists the devices of one machine");
  }

  @Test
  void theBuildMachinesIdentityInTheCopyIsTold() {
    image.file(FACTORY + "/machine-id", "0123456789abcdef0123456789abcdef\n");
    finds(
        new FactoryIdentity(), "info " + FACTORY + "/machine-id: holds the build machine's value");
  }

  @Test
  void anAccountThatNeedsNoPasswordIsFound() {
    image.file(
        "/etc/shadow",
        "root::19000:0:99999:7:::\nbin:*:19000::::::\nsshd:!!:19000::::::\nvdsm:!!:19000::::::\n");
    finds(new EmbeddedSecrets(), "warning /etc/shadow: 'root' needs no password any more");
    base.file("/etc/shadow", "root::19000:0:99999:7:::\n");
    passes(new EmbeddedSecrets());
    image.file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nsshd::74:74::/:/sbin/nologin\n");
    finds(new EmbeddedSecrets(), "warning /etc/shadow: 'sshd' needs no password any more");
  }
}
