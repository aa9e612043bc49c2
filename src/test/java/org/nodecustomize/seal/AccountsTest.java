package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OsRelease;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.seal.Images.Sealed;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.MemoryTree;

class AccountsTest {
  private static final String FACTORY = Images.FACTORY;

  private static void append(MemoryTree tree, String path, String line) {
    tree.file(path, Sealing.text(tree, path) + line + "\n");
  }

  /** What useradd of a package's script does. */
  private static void user(MemoryTree tree) {
    append(tree, "/etc/passwd", "app:x:990:990:The \"App\" 100%:/var/lib/app:/sbin/nologin");
    append(tree, "/etc/group", "app:x:990:");
    append(tree, "/etc/shadow", "app:!!:19000::::::");
    append(tree, "/etc/gshadow", "app:!::");
  }

  @Test
  void allDatabasesAreCopiedWithTheirModes() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              user(tree);
              tree.file("/etc/subuid", "app:100000:65536\n").file("/etc/subgid", "");
            });
    for (String name : AccountDatabase.NAMES) {
      assertEquals(sealed.text("/etc/" + name), sealed.text(FACTORY + "/" + name), name);
    }
    assertEquals(0, sealed.tree().node(FACTORY + "/shadow").orElseThrow().permissions());
  }

  @Test
  void newLockedAccountsHaveTheDayOfTheRun() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              user(tree);
              append(tree, "/etc/shadow", "ann:$6$salt$hash:19000:0:99999:7:::");
              append(tree, "/etc/shadow", "eve:!:0::::::");
            });
    long day = Images.TIME.getEpochSecond() / 86_400;
    assertEquals(
        List.of(
            "root:!locked::0:99999:7:::",
            "bin:*:18000:0:99999:7:::",
            "app:!!:" + day + "::::::",
            "ann:$6$salt$hash:19000:0:99999:7:::",
            "eve:!:0::::::"),
        sealed.text("/etc/shadow").lines().toList());
    assertEquals(sealed.text("/etc/shadow"), sealed.text(FACTORY + "/shadow"));
  }

  @Test
  void newAccountsAreDeclared() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              user(tree);
              append(tree, "/etc/passwd", "web:x:991:48::/var/www:");
              append(tree, "/etc/group", "apache:x:48:web");
              tree.file(
                  "/etc/group",
                  Sealing.text(tree, "/etc/group").replace("wheel:x:10:", "wheel:x:10:app"));
            });
    assertEquals(
        """
        # written by node-customize
        g apache 48
        m app wheel
        m web apache
        u app 990 "The \\"App\\" 100%%" /var/lib/app /sbin/nologin
        u web 991:48 "" /var/www -
        """,
        sealed.text(SystemUsers.FILE));
  }

  @Test
  void accountsThatAPackageDeclaresAreNotDeclaredAgain() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              user(tree);
              tree.file("/usr/lib/sysusers.d/app.conf", "u app 990 \"App\" /var/lib/app\n");
            });
    assertFalse(sealed.tree().exists(SystemUsers.FILE));
  }

  @Test
  void namesThatWouldBreakALineAreTold() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              append(tree, "/etc/passwd", "a b:x:990:990::/:/bin/sh");
              append(tree, "/etc/passwd", "c:x:-1:9 9::/:/bin/sh");
              append(tree, "/etc/group", "d e:x:991:bin,f\tg,");
              tree.directory("/var/lib/ab").owner("/var/lib/ab", 990, 991);
            });
    assertFalse(sealed.tree().exists(SystemUsers.FILE));
    assertEquals(3, sealed.notices().size());
    assertEquals(
        List.of("d /var/lib/ab 0755 990 991 -"), SystemdFiles.lines(sealed.tree(), VarOwners.FILE));
  }

  @Test
  void aMaskedDeclarationIsNone() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              user(tree);
              tree.file("/usr/lib/sysusers.d/app.conf", "u app 990\n");
              tree.symbolicLink("/etc/sysusers.d/app.conf", "/dev/null");
            });
    assertEquals(1, SystemdFiles.lines(sealed.tree(), SystemUsers.FILE).size());
  }

  @Test
  void declarationsOfRemovedAccountsGo() {
    MemoryTree base = Images.imgbased();
    user(base);
    for (String name : List.of("passwd", "group", "shadow", "gshadow")) {
      Images.copy(base, "/etc/" + name, FACTORY + "/" + name);
    }
    base.file(SystemUsers.FILE, "# written by node-customize\ng lone 5\nu app 990 - / -\n");
    append(base, "/etc/group", "lone:x:5:");
    MemoryTree after = Images.imgbased();
    append(after, "/etc/group", "lone:x:5:");
    after.file(SystemUsers.FILE, Sealing.text(base, SystemUsers.FILE));
    Sealed sealed = Images.seal(base, after, SealOptions.of(Images.TIME, new ReleaseWish.Kept()));
    assertEquals("# written by node-customize\ng lone 5\n", sealed.text(SystemUsers.FILE));
    assertFalse(sealed.text(FACTORY + "/passwd").contains("app"));
  }

  @Test
  void anOldSystemdGetsLinesThatItReads() {
    MemoryTree before = Images.imgbased();
    MemoryTree changed = Images.imgbased();
    append(changed, "/etc/passwd", "web:x:991:48:Web:/var/www:/sbin/nologin");
    ImageFacts facts =
        new ImageFacts(
            new OsRelease(Map.of()),
            Optional.empty(),
            LayoutProfile.IMGBASED,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new InstalledPackage(new Nevra("systemd", 0, "219", "67.el7", "x86_64"), 0, 0)));
    EditedTree after = new EditedTree(changed, Images.TIME);
    Seal.run(
        new SealInput(
            before,
            after,
            LayoutProfile.IMGBASED,
            facts,
            SealOptions.of(Images.TIME, new ReleaseWish.Kept())));
    assertEquals(
        "# written by node-customize\nu web 991 Web /var/www\n",
        Sealing.text(after, SystemUsers.FILE));
  }

  @Test
  void whereThePristineFileDiffersOnlyTheChangeIsCarriedOver() {
    MemoryTree before = Images.imgbased();
    MemoryTree changed = Images.imgbased();
    String pristine =
        "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\nkept:x:7:7::/:/bin/sh\n";
    before.file(FACTORY + "/passwd", pristine);
    changed.file(FACTORY + "/passwd", pristine);
    changed.file(
        "/etc/passwd", "root:x:0:0:root:/root:/bin/bash\napp:x:990:990::/:/sbin/nologin\n");
    Sealed sealed =
        Images.seal(before, changed, SealOptions.of(Images.TIME, new ReleaseWish.Kept()));
    assertEquals(
        "root:x:0:0:root:/root:/bin/sh\nkept:x:7:7::/:/bin/sh\napp:x:990:990::/:/sbin/nologin\n",
        sealed.text(FACTORY + "/passwd"));
  }
}
