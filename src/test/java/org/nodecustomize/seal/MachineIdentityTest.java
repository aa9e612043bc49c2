package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.nodecustomize.seal.Images.Sealed;
import org.nodecustomize.tree.MemoryTree;

class MachineIdentityTest {
  private static final String ID = "0123456789abcdef0123456789abcdef\n";

  private static Sealed sealed(
      MemoryTree before, MemoryTree after, Predicate<String> intended, Predicate<String> packaged) {
    return Images.seal(
        before,
        after,
        new SealOptions(
            Images.TIME, new ReleaseWish.Kept(), intended, p -> false, packaged, p -> false));
  }

  @Test
  void theMachineIdIsEmptyAndReadOnly() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.file("/etc/machine-id", ID)
                    .mode("/etc/machine-id", 0644)
                    .file("/var/lib/dbus/machine-id", ID));
    assertEquals("", sealed.text("/etc/machine-id"));
    assertEquals(0444, sealed.tree().node("/etc/machine-id").orElseThrow().permissions());
    assertFalse(sealed.tree().exists("/var/lib/dbus/machine-id"));
    assertEquals(ID, sealed.text(Images.FACTORY + "/machine-id"));
  }

  @Test
  void aMachineIdThatTheBaseLacksGoesAgain() {
    MemoryTree before = Images.imgbased();
    before.delete("/etc/machine-id");
    Sealed sealed =
        sealed(before, Images.imgbased().file("/etc/machine-id", ID), p -> false, p -> false);
    assertFalse(sealed.tree().exists("/etc/machine-id"));
  }

  @Test
  void aFirstBootThatTheBaseAsksForStays() {
    MemoryTree before = Images.imgbased().file("/etc/machine-id", "uninitialized\n");
    MemoryTree after =
        Images.imgbased().file("/etc/machine-id", "uninitialized\n").file("/usr/bin/new", "x");
    assertEquals(
        "uninitialized\n", sealed(before, after, p -> false, p -> false).text("/etc/machine-id"));
  }

  @Test
  void hostKeysAndSeedsGoWhereverTheyAre() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.file("/etc/ssh/ssh_host_rsa_key", "k")
                    .file("/etc/ssh/ssh_host_rsa_key.pub", "k")
                    .file("/etc/ssh/sshd_config", "c")
                    .file("/var/lib/systemd/random-seed", "s")
                    .file("/var/lib/systemd/credential.secret", "s"));
    assertEquals(List.of("sshd_config"), sealed.tree().list("/etc/ssh"));
    assertEquals(List.of("sshd_config"), sealed.tree().list(Images.FACTORY + "/ssh"));
    assertEquals(List.of(), sealed.tree().list("/var/lib/systemd"));
  }

  @Test
  void hostKeysOfTheBaseGoOnlyWhereNewOnesAreMade() {
    MemoryTree before = Images.imgbased().file("/etc/ssh/ssh_host_rsa_key", "k");
    MemoryTree after =
        Images.imgbased().file("/etc/ssh/ssh_host_rsa_key", "k").file("/usr/bin/new", "x");
    Sealed kept = sealed(before, after, p -> false, p -> false);
    assertTrue(kept.tree().exists("/etc/ssh/ssh_host_rsa_key"));
    assertEquals(1, kept.notices().size());
    String unit = "/usr/lib/systemd/system/sshd-keygen.service";
    Sealed gone = sealed(before.file(unit, "u"), after.file(unit, "u"), p -> false, p -> false);
    assertFalse(gone.tree().exists("/etc/ssh/ssh_host_rsa_key"));
  }

  @Test
  void whatBelongsToOneHostIsAsInTheBase() {
    MemoryTree before = Images.imgbased().file("/etc/resolv.conf", "base");
    MemoryTree after =
        Images.imgbased()
            .file("/etc/resolv.conf", "build")
            .file("/etc/hostname", "build")
            .file("/etc/pki/consumer/cert.pem", "c")
            .file("/etc/lvm/archive/vg_1.vg", "v")
            .file("/etc/shadow-", "old");
    Sealed sealed = sealed(before, after, p -> false, p -> false);
    assertEquals("base", sealed.text("/etc/resolv.conf"));
    for (String path :
        List.of(
            "/etc/hostname",
            "/etc/pki/consumer/cert.pem",
            "/etc/lvm/archive/vg_1.vg",
            "/etc/shadow-")) {
      assertFalse(sealed.tree().exists(path), path);
    }
  }

  @Test
  void whatWasAskedForOrIsPackagedStays() {
    MemoryTree after =
        Images.imgbased()
            .file("/etc/hostname", "site")
            .file("/etc/multipath/bindings", "p")
            .file("/var/log/app.log", "x")
            .file("/etc/app.conf.bak", "x");
    Sealed sealed =
        sealed(
            Images.imgbased(),
            after,
            List.of("/etc/hostname", "/var/log/app.log")::contains,
            List.of("/etc/multipath/bindings", "/etc/app.conf.bak")::contains);
    for (String path :
        List.of(
            "/etc/hostname", "/var/log/app.log", "/etc/multipath/bindings", "/etc/app.conf.bak")) {
      assertTrue(sealed.tree().exists(path), path);
    }
    assertFalse(sealed.tree().exists(Images.FACTORY + "/hostname"));
  }

  @Test
  void litterOfTheRunGoesAndThatOfTheBaseStays() {
    MemoryTree before = Images.imgbased().file("/var/log/old.log", "1").file("/tmp/base", "b");
    MemoryTree after =
        Images.imgbased()
            .file("/var/log/old.log", "1\n2")
            .file("/tmp/base", "b")
            .file("/tmp/run/x", "x")
            .file("/run/lock/x", "x")
            .file("/var/log/dnf.log", "x")
            .file("/var/log/empty", "")
            .file("/var/cache/dnf/repo/x", "x")
            .file("/root/.bash_history", "x")
            .file("/root/notes", "x")
            .file("/usr/share/rpm/__db.001", "x")
            .file("/usr/share/dnf/history.sqlite", "x")
            .file("/var/imgbased/persisted-rpms/a.rpm", "x")
            .file("/etc/app.conf.rpmnew", "x")
            .file("/usr/lib/sysctl.d/a.conf~", "x")
            .file("/usr/lib/app/a.bak", "x")
            .file("/.autorelabel", "");
    Sealed sealed = sealed(before, after, p -> false, p -> false);
    assertEquals("1", sealed.text("/var/log/old.log"));
    for (String path :
        List.of("/tmp/base", "/root/notes", "/var/log/empty", "/usr/lib/app/a.bak")) {
      assertTrue(sealed.tree().exists(path), path);
    }
    for (String path :
        List.of(
            "/tmp/run",
            "/run/lock",
            "/var/log/dnf.log",
            "/var/cache/dnf/repo",
            "/root/.bash_history",
            "/usr/share/rpm/__db.001",
            "/usr/share/dnf/history.sqlite",
            "/var/imgbased/persisted-rpms/a.rpm",
            "/etc/app.conf.rpmnew",
            Images.FACTORY + "/app.conf.rpmnew",
            "/usr/lib/sysctl.d/a.conf~",
            "/.autorelabel")) {
      assertFalse(sealed.tree().exists(path), path);
    }
    assertEquals(
        List.of(
            "/etc/app.conf.rpmnew: a package and the image disagree about this file; the image's version"
                + " stays and the other one was removed [NC114]"),
        sealed.notices());
  }

  @Test
  void stampsOfUpdatesGo() {
    Sealed sealed = Images.sealed(tree -> tree.file("/etc/.updated", "").file("/var/.updated", ""));
    assertFalse(sealed.tree().exists("/etc/.updated"));
    assertFalse(sealed.tree().exists("/var/.updated"));
  }
}
