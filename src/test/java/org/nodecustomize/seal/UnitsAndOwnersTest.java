package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.seal.Images.Sealed;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class UnitsAndOwnersTest {
  private static final String WANTS = "/etc/systemd/system/multi-user.target.wants/";
  private static final String VENDOR = "/usr/lib/systemd/system/multi-user.target.wants/";

  @Test
  void whatAScriptEnabledHasAPresetAndALinkBelowUsr() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.symbolicLink(WANTS + "app.service", "/usr/lib/systemd/system/app.service")
                    .file(Presets.FILE, "# written by node-customize\nenable zz.timer\n"));
    assertEquals(
        "# written by node-customize\nenable app.service\nenable zz.timer\n",
        sealed.text(Presets.FILE));
    assertEquals(Optional.of("../app.service"), sealed.tree().link(VENDOR + "app.service"));
    assertTrue(sealed.tree().exists(VENDOR + "app.service"));
  }

  @Test
  void anInstanceIsLinkedToItsTemplate() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.file("/usr/lib/systemd/system/agent@.service", "[Install]\n")
                    .symbolicLink(
                        WANTS + "agent@a.b.service", "/usr/lib/systemd/system/agent@.service"));
    assertEquals(
        Optional.of("../agent@.service"), sealed.tree().link(VENDOR + "agent@a.b.service"));
    assertTrue(sealed.text(Presets.FILE).contains("enable agent@a.b.service\n"));
  }

  @Test
  void whatPresetsEnableAlreadyIsLeftAlone() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.file("/usr/lib/systemd/system/sshd.service", "[Install]\n")
                    .symbolicLink(WANTS + "sshd.service", "/usr/lib/systemd/system/sshd.service"));
    assertFalse(sealed.tree().exists(Presets.FILE));
    assertFalse(sealed.tree().exists(VENDOR + "sshd.service"));
    assertTrue(
        sealed.tree().link(Images.FACTORY + WANTS.substring(4) + "sshd.service").isPresent());
  }

  @Test
  void aPresetThatGoesBeforeOursIsTold() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.file("/usr/lib/systemd/system-preset/10-site.preset", "disable a*\n")
                    .symbolicLink(WANTS + "app.service", "/usr/lib/systemd/system/app.service"));
    assertEquals(1, sealed.notices().size());
    assertTrue(sealed.notices().get(0).contains("[NC403]"));
  }

  @Test
  void presetAndLinkGoWithTheirUnit() {
    MemoryTree before = Images.imgbased();
    before.file(Presets.FILE, "# written by node-customize\nenable app.service\n");
    before.symbolicLink(VENDOR + "app.service", "../app.service");
    MemoryTree after = Images.imgbased();
    after.file(Presets.FILE, "# written by node-customize\nenable app.service\n");
    after.symbolicLink(VENDOR + "app.service", "../app.service");
    after.delete("/usr/lib/systemd/system/app.service");
    Sealed sealed = Images.seal(before, after, SealOptions.of(Images.TIME, new ReleaseWish.Kept()));
    assertEquals("# written by node-customize\n", sealed.text(Presets.FILE));
    assertEquals(List.of(), sealed.tree().list(VENDOR.substring(0, VENDOR.length() - 1)));
  }

  @Test
  void newStateOfOtherOwnersIsDeclared() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              tree.file(
                  "/etc/passwd", Sealing.text(tree, "/etc/passwd") + "app:x:990:990::/:/bin/sh\n");
              tree.file("/etc/group", Sealing.text(tree, "/etc/group") + "app:x:990:\n");
              tree.file("/var/lib/app/data", "x").mode("/var/lib/app/data", 0640);
              tree.owner("/var/lib/app", 990, 990).mode("/var/lib/app", 02750);
              tree.owner("/var/lib/app/data", 990, 7);
              tree.directory("/var/lib/mine")
                  .directory("/var/lib/known")
                  .owner("/var/lib/known", 5, 5);
              tree.directory("/var/lib/all/below").owner("/var/lib/all/below", 5, 5);
              tree.file(
                  "/usr/lib/tmpfiles.d/known.conf",
                  "d /var/lib/known 0755 5 5 -\nZ /var/lib/al* - 5 5\n");
            });
    assertEquals(
        """
        # written by node-customize
        d /var/lib/app 2750 app app -
        z /var/lib/app/data 0640 app 7 -
        """,
        sealed.text(VarOwners.FILE));
  }

  @Test
  void ownersThatRpmRepairsNeedNoLine() {
    MemoryTree after = Images.imgbased();
    after.directory("/var/lib/both").owner("/var/lib/both", 5, 5);
    after.directory("/var/lib/user").owner("/var/lib/user", 5, 0);
    Sealed sealed =
        Images.seal(
            Images.imgbased(),
            after,
            new SealOptions(
                Images.TIME,
                new ReleaseWish.Kept(),
                p -> false,
                p -> false,
                p -> p.startsWith("/var/lib/"),
                p -> false));
    assertEquals(
        List.of("d /var/lib/user 0755 5 root -"),
        SystemdFiles.lines(sealed.tree(), VarOwners.FILE));
  }

  @Test
  void aDatabaseThatATransactionMovedIsBackInUsr() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              tree.delete("/var/lib/rpm");
              tree.file("/var/lib/rpm/Packages", "newer").file("/var/lib/rpm/Name", "index");
              tree.file("/usr/share/rpm/Stale", "old");
            });
    assertEquals(Optional.of("../../usr/share/rpm"), sealed.tree().link("/var/lib/rpm"));
    assertEquals("newer", sealed.text("/usr/share/rpm/Packages"));
    assertEquals(List.of("Name", "Packages"), sealed.tree().list("/usr/share/rpm"));
  }

  @Test
  void anEmptyDirectoryInPlaceOfTheLinkIsReplaced() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              tree.delete("/var/lib/rpm");
              tree.directory("/var/lib/rpm");
            });
    assertEquals(Optional.of(NodeType.LINK), sealed.tree().type("/var/lib/rpm"));
    assertEquals("db", sealed.text("/var/lib/rpm/Packages"));
  }
}
