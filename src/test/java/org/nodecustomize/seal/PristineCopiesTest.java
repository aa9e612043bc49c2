package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.seal.Images.Sealed;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class PristineCopiesTest {
  private static final String FACTORY = Images.FACTORY;

  @Test
  void aNewFileHasACopyWithOwnerModeAndAttributes() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.file("/etc/site/new.conf", "x")
                    .owner("/etc/site/new.conf", 12, 34)
                    .mode("/etc/site/new.conf", 0640)
                    .mode("/etc/site", 0750)
                    .attribute("/etc/site/new.conf", "user.note", new byte[] {1}));
    FileNode copy = sealed.tree().node(FACTORY + "/site/new.conf").orElseThrow();
    assertEquals("x", sealed.text(FACTORY + "/site/new.conf"));
    assertEquals(0640, copy.permissions());
    assertEquals(12, copy.uid());
    assertEquals(34, copy.gid());
    assertEquals(Map.of("user.note", Bytes.of(new byte[] {1})), copy.attributes());
    assertEquals(1, copy.links());
    assertEquals(0750, sealed.tree().node(FACTORY + "/site").orElseThrow().permissions());
  }

  @Test
  void whatChangesAndItsCopyHaveTheTimeOfTheRun() {
    Sealed sealed = Images.sealed(tree -> tree.file("/etc/app.conf", "BB"));
    assertEquals("BB", sealed.text(FACTORY + "/app.conf"));
    for (String path : List.of("/etc/app.conf", FACTORY + "/app.conf", "/usr")) {
      assertEquals(Images.TIME, sealed.tree().node(path).orElseThrow().modified(), path);
    }
    assertEquals(MemoryTree.TIME, sealed.tree().node("/etc/passwd").orElseThrow().modified());
  }

  @Test
  void whatIsRemovedLosesItsCopy() {
    Sealed sealed = Images.sealed(tree -> tree.delete("/etc/app.conf"));
    assertFalse(sealed.tree().exists(FACTORY + "/app.conf"));
    assertEquals(List.of("NC101", "NC411"), sealed.rules());
  }

  @Test
  void linksAreCopiedAsLinks() {
    Sealed sealed = Images.sealed(tree -> tree.symbolicLink("/etc/new", "../usr/lib/os-release"));
    assertEquals(Optional.of("../usr/lib/os-release"), sealed.tree().link(FACTORY + "/new"));
  }

  @Test
  void whatBelongsToOneHostIsNotCopied() {
    Sealed sealed =
        Images.sealed(
            tree ->
                tree.file("/etc/fstab", "/dev/x / ext4\n")
                    .file("/etc/ld.so.cache", "cache")
                    .file("/etc/.pwd.lock", ""));
    assertFalse(sealed.tree().exists(FACTORY + "/fstab"));
    assertFalse(sealed.tree().exists(FACTORY + "/ld.so.cache"));
    assertFalse(sealed.tree().exists(FACTORY + "/.pwd.lock"));
  }

  @Test
  void aFileThatBecameADirectoryIsAProblem() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              tree.delete("/etc/app.conf");
              tree.file("/etc/app.conf/part", "x");
            });
    assertEquals(Optional.of(NodeType.DIRECTORY), sealed.tree().type(FACTORY + "/app.conf"));
    assertEquals("x", sealed.text(FACTORY + "/app.conf/part"));
    assertEquals(
        List.of(
            "/etc/app.conf: was a file in the base image and is a directory now: upgrades abort [NC108]"),
        sealed.report().problems().stream().map(Problem::headline).toList());
  }

  @Test
  void aHardLinkOfThePristineCopyIsAProblem() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              tree.delete(FACTORY + "/app.conf");
              tree.file("/etc/app.conf", "B").hardLink(FACTORY + "/app.conf", "/etc/app.conf");
            });
    assertEquals(
        List.of(
            "/etc/app.conf: is a hard link of its pristine copy /usr/share/factory/etc/app.conf: an edit"
                + " of one changes both [NC101]"),
        sealed.report().problems().stream().map(Problem::headline).toList());
  }

  @Test
  void changesThatHostsDoNotTakeOverAreTold() {
    Sealed sealed =
        Images.sealed(
            tree -> {
              tree.mode("/etc/app.conf", 0600);
              tree.symbolicLink("/etc/os-release", "/usr/lib/other");
            });
    assertEquals(0600, sealed.tree().node(FACTORY + "/app.conf").orElseThrow().permissions());
    assertEquals(
        List.of(
            "/etc/app.conf: only owner, mode or attributes changed: upgraded hosts keep theirs [NC117]",
            "/etc/os-release: leads elsewhere than in the base image: upgraded hosts keep the old"
                + " target [NC107]"),
        sealed.notices());
  }

  @Test
  void aPlainTreeGetsNoCopiesAndSaysSo() {
    MemoryTree after = Images.root().file("/etc/new", "x");
    Sealed sealed =
        Images.seal(Images.root(), after, SealOptions.of(Images.TIME, new ReleaseWish.Kept()));
    assertFalse(sealed.tree().exists("/usr/etc"));
    assertFalse(sealed.tree().exists("/usr/share/factory"));
    assertEquals(
        List.of(
            "the image keeps no pristine copies of /etc: what changed there reaches new installations"
                + " only"),
        sealed.notices());
  }

  @Test
  void anImageWithPresetsAndImgbasedKeepsBothTreesInStep() {
    Sealed sealed = ngn(tree -> tree.file("/etc/new", "x"), path -> false);
    assertEquals("x", sealed.text("/usr/etc/new"));
    assertEquals("x", sealed.text(FACTORY + "/new"));
  }

  @Test
  void anOverrideLeavesThePresetAlone() {
    Sealed sealed =
        ngn(tree -> tree.file("/etc/app.conf", "mine"), path -> path.equals("/etc/app.conf"));
    assertEquals("A", sealed.text("/usr/etc/app.conf"));
    assertEquals("mine", sealed.text(FACTORY + "/app.conf"));
  }

  @Test
  void aPresetThatEtcLinksToStaysAFile() {
    Sealed sealed =
        ngn(
            tree ->
                tree.file("/usr/etc/preset.conf", "vendor")
                    .symbolicLink("/etc/preset.conf", "../usr/etc/preset.conf"),
            path -> false);
    assertEquals(Optional.of(NodeType.REGULAR), sealed.tree().type("/usr/etc/preset.conf"));
    assertEquals(
        Optional.of("../usr/etc/preset.conf"), sealed.tree().link(FACTORY + "/preset.conf"));
  }

  private static MemoryTree ngnBase() {
    MemoryTree tree = Images.imgbased();
    for (String name : List.of("passwd", "group", "shadow", "gshadow", "app.conf")) {
      Images.copy(tree, "/etc/" + name, "/usr/etc/" + name);
    }
    return tree;
  }

  private static Sealed ngn(Consumer<MemoryTree> change, Predicate<String> overrides) {
    MemoryTree after = ngnBase();
    change.accept(after);
    SealOptions options =
        new SealOptions(
            Images.TIME, new ReleaseWish.Kept(), p -> false, overrides, p -> false, p -> false);
    return Images.seal(ngnBase(), after, options);
  }

  @Test
  void inAnOstreeImageEtcIsMovedAndGoneAgain() {
    MemoryTree base = ostree();
    MemoryTree after = ostree();
    after.file("/etc/new/app.conf", "x").mode("/etc/new", 0700);
    after.file("/etc/passwd", "app:x:990:990::/:/sbin/nologin\n");
    after.file("/etc/resolv.conf", "nameserver 10.0.2.3\n");
    Sealed sealed = Images.seal(base, after, SealOptions.of(Images.TIME, new ReleaseWish.Kept()));
    assertFalse(sealed.tree().exists("/etc"));
    assertEquals("x", sealed.text("/usr/etc/new/app.conf"));
    assertEquals(0700, sealed.tree().node("/usr/etc/new").orElseThrow().permissions());
    assertFalse(sealed.tree().exists("/usr/etc/resolv.conf"));
    assertEquals(
        "root:x:0:0:root:/root:/bin/bash\napp:x:990:990::/:/sbin/nologin\n",
        sealed.text("/usr/etc/passwd"));
    assertTrue(sealed.text(SystemUsers.FILE).contains("u app 990:990 \"\" / /sbin/nologin\n"));
  }

  private static MemoryTree ostree() {
    return new MemoryTree()
        .file(
            "/usr/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n".getBytes(StandardCharsets.UTF_8))
        .directory("/var");
  }
}
