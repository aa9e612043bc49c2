package org.nodecustomize.op.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.Applied.ORIGIN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.op.Applied;
import org.nodecustomize.op.Owner;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class FileOperationsTest {
  private final Applied image =
      new Applied(
          new MemoryTree()
              .file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nvdsm:x:36:36::/:/bin/sh\n")
              .file("/etc/group", "root:x:0:\nkvm:x:36:\n")
              .file("/etc/motd", "hello")
              .mode("/etc/motd", 0640)
              .owner("/etc/motd", 3, 4)
              .label("/etc/motd", "system_u:object_r:etc_t:s0")
              .attribute("/etc/motd", "security.ima", new byte[] {3, 1})
              .symbolicLink("/etc/resolv.conf", "../run/resolv.conf")
              .file("/usr/lib/app/a.conf", "a")
              .file("/usr/lib/app/b.conf", "b")
              .file("/usr/lib/app/.hidden.conf", "h")
              .file("/usr/lib/app/sub/c.conf", "c")
              .file("/usr/lib/app/sub/keep", "k")
              .symbolicLink("/lib", "usr/lib")
              .file("/usr/bin/ping", "ELF"));

  @TempDir private Path host;

  private static Content text(String text) {
    return Content.of(text.getBytes(UTF_8));
  }

  private static PlaceFile place(String path, String text, PlacementWish wish) {
    return new PlaceFile(ORIGIN, path, text(text), wish, true);
  }

  private static PlacementWish owned(String user, String group) {
    return new PlacementWish(
        OptionalInt.empty(),
        Optional.of(new Owner.Named(user)),
        Optional.of(new Owner.Named(group)),
        Map.of(),
        Optional.empty());
  }

  private static PlacementWish capable(String text) {
    return new PlacementWish(
        OptionalInt.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.of(text));
  }

  private CopyTree copy(String path, List<String> exclude, boolean replace) {
    return new CopyTree(
        ORIGIN,
        path,
        host,
        CopyTree.Modes.KEPT,
        Optional.empty(),
        Optional.empty(),
        exclude,
        replace);
  }

  @Test
  void aNewFileIsOfRootAnd0644() {
    image.apply(place("/etc/issue.d/site.issue", "x", PlacementWish.none()));
    assertEquals("644 0 0", image.placed("/etc/issue.d/site.issue"));
    assertEquals("755 0 0", image.placed("/etc/issue.d"));
  }

  @Test
  void aReplacedFileGivesItsPlacement() {
    image.apply(place("/etc/motd", "new", PlacementWish.none()));
    assertEquals("new", image.text("/etc/motd"));
    assertEquals("640 3 4", image.placed("/etc/motd"));
    assertEquals(Set.of("security.selinux"), image.node("/etc/motd").attributes().keySet());
  }

  @Test
  void namesAreThoseOfTheImage() {
    image.apply(place("/etc/motd", "hello", owned("vdsm", "kvm")));
    assertEquals("640 36 36", image.placed("/etc/motd"));
    assertEquals(
        """
        site.yaml:3:5: wish: the image has no user "nobody"
        hint: give a number, or declare the user under users
        """,
        image.failure(place("/etc/motd", "hello", owned("nobody", "kvm"))));
    assertEquals(
        """
        site.yaml:3:5: wish: the image has no group "vdsm"
        hint: give a number, or declare the group under groups
        """,
        image.failure(place("/etc/motd", "hello", owned("vdsm", "vdsm"))));
  }

  @Test
  void oddNumbersAreRefused() {
    for (long id : new long[] {-1, 4294967295L}) {
      PlacementWish wish =
          new PlacementWish(
              OptionalInt.empty(),
              Optional.empty(),
              Optional.of(new Owner.Numbered(id)),
              Map.of(),
              Optional.empty());
      assertTrue(
          image
              .failure(place("/etc/motd", "hello", wish))
              .contains("expected a number of a group from 0 to 4294967294 but was " + id));
    }
  }

  @Test
  void whatIsThereStaysIfItIsNotToBeReplaced() {
    image.apply(new PlaceFile(ORIGIN, "/etc/motd", text("x"), PlacementWish.ofMode(0600), false));
    assertEquals("hello", image.text("/etc/motd"));
    assertEquals("640 3 4", image.placed("/etc/motd"));
    image.apply(new MakeLink(ORIGIN, "/etc/motd", "elsewhere", false));
    assertEquals("hello", image.text("/etc/motd"));
  }

  @Test
  void aFileInPlaceOfALinkIsTold() {
    image.apply(place("/etc/resolv.conf", "nameserver ::1\n", PlacementWish.none()));
    assertEquals(
        List.of(
            "warning: site.yaml:3:5: wish: \"/etc/resolv.conf\" was a link to"
                + " \"../run/resolv.conf\" and is a file now"),
        image.told());
    assertEquals(Optional.of(NodeType.REGULAR), image.tree().type("/etc/resolv.conf"));
  }

  @Test
  void failuresOfTheTreeHaveTheOriginToo() {
    assertEquals(
        """
        site.yaml:3:5: wish: /etc: expected a file or nothing but was a directory
        hint: remove it first, or choose a name in it
        """,
        image.failure(place("/etc", "x", PlacementWish.none())));
    assertEquals(
        "site.yaml:3:5: wish: ../x: expected an absolute path but was \"../x\"\n",
        image.failure(place("../x", "x", PlacementWish.none())));
  }

  @Test
  void directoriesAreMadeOrPlaced() {
    image.apply(new MakeDirectory(ORIGIN, "/srv/data/deep", PlacementWish.ofMode(02750)));
    assertEquals("2750 0 0", image.placed("/srv/data/deep"));
    assertEquals("755 0 0", image.placed("/srv/data"));
    image.apply(new MakeDirectory(ORIGIN, "/srv/data/deep", owned("vdsm", "kvm")));
    assertEquals("2750 36 36", image.placed("/srv/data/deep"));
    image.apply(new MakeDirectory(ORIGIN, "/lib", PlacementWish.ofMode(0555)));
    assertEquals("555 0 0", image.placed("/usr/lib"));
    assertEquals(Optional.of("usr/lib"), image.tree().link("/lib"));
  }

  @Test
  void linksAreMadeAndReplaced() {
    image.apply(new MakeLink(ORIGIN, "/etc/localtime", "../usr/share/zoneinfo/UTC", true));
    assertEquals(Optional.of("../usr/share/zoneinfo/UTC"), image.tree().link("/etc/localtime"));
    image.apply(new MakeLink(ORIGIN, "/etc/motd", "issue", true));
    assertEquals(Optional.of("issue"), image.tree().link("/etc/motd"));
    assertEquals(
        "site.yaml:3:5: wish: /etc/x: a link must not be empty\n",
        image.failure(new MakeLink(ORIGIN, "/etc/x", "", true)));
  }

  @Test
  void placementsAreSetThroughLinks() {
    image.apply(new SetPlacement(ORIGIN, "/lib/app/a.conf", PlacementWish.ofMode(0600)));
    assertEquals("600 0 0", image.placed("/usr/lib/app/a.conf"));
    assertEquals("a", image.text("/usr/lib/app/a.conf"));
    assertEquals(
        "site.yaml:3:5: wish: no such file or directory in the image: \"/etc/resolv.conf\"\n",
        image.failure(new SetPlacement(ORIGIN, "/etc/resolv.conf", PlacementWish.ofMode(0600))));
    assertEquals(
        "site.yaml:3:5: wish: only files have capabilities: \"/lib\"\n",
        image.failure(new SetPlacement(ORIGIN, "/lib", capable("cap_net_raw+ep"))));
  }

  @Test
  void capabilitiesAreGivenAndTaken() {
    image.apply(new SetPlacement(ORIGIN, "/usr/bin/ping", capable("cap_net_raw+ep")));
    assertEquals(
        Bytes.of(new byte[] {1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
        image.node("/usr/bin/ping").attributes().get("security.capability"));
    image.apply(new SetPlacement(ORIGIN, "/usr/bin/ping", capable("")));
    assertEquals(Map.of(), image.node("/usr/bin/ping").attributes());
  }

  @Test
  void whatMatchesIsRemoved() {
    image.apply(new RemovePaths(ORIGIN, "/lib/app/*.conf"));
    assertEquals(List.of("sub"), image.tree().list("/usr/lib/app"));
    image.apply(new RemovePaths(ORIGIN, "/usr/**/c.conf"));
    assertEquals(List.of("keep"), image.tree().list("/usr/lib/app/sub"));
    image.apply(new RemovePaths(ORIGIN, "/usr/lib/app"));
    assertFalse(image.tree().exists("/usr/lib/app"));
    image.apply(new RemovePaths(ORIGIN, "/etc/resolv.conf"));
    assertEquals(Optional.empty(), image.tree().type("/etc/resolv.conf"));
    assertEquals(List.of(), image.told());
  }

  @Test
  void nothingThatMatchesIsTold() {
    image.apply(new RemovePaths(ORIGIN, "/nowhere/*"));
    assertEquals(
        List.of("notice: site.yaml:3:5: wish: nothing in the image matches \"/nowhere/*\""),
        image.told());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc",
        "/usr",
        "/*",
        "/**",
        "/u?r",
        "/usr/lib",
        "/lib",
        "/e[t]c",
        "/usr/*",
        "/etc/passwd",
        "/etc/*"
      })
  void whatNoNodeWorksWithoutIsKept(String pattern) {
    assertTrue(
        image.failure(new RemovePaths(ORIGIN, pattern)).contains("no node works without it"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/motd", "/etc/../usr/lib/app", "/etc//motd", "/etc/", "/./etc", ""})
  void oddPatternsAreRefused(String pattern) {
    assertTrue(image.failure(new RemovePaths(ORIGIN, pattern)).contains("expected"));
  }

  @Test
  void aTreeIsCopiedWithItsModesAndLinks() throws IOException {
    Files.createDirectories(host.resolve("bin/.git"));
    Files.writeString(host.resolve("bin/run"), "#!");
    Files.setPosixFilePermissions(
        host.resolve("bin/run"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(
        host.resolve("bin"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(host.resolve("out"), Path.of("/no/such/file"));
    Files.createSymbolicLink(host.resolve("circle"), Path.of("."));
    image.apply(copy("/opt/site", List.of(), true));
    assertEquals("750 0 0", image.placed("/opt/site/bin/run"));
    assertEquals("755 0 0", image.placed("/opt/site/bin"));
    assertEquals(Optional.of("/no/such/file"), image.tree().link("/opt/site/out"));
    assertEquals(Optional.of("."), image.tree().link("/opt/site/circle"));
    assertEquals(List.of("bin", "circle", "out"), image.tree().list("/opt/site"));
    assertTrue(image.tree().exists("/opt/site/bin/.git"));
  }

  @Test
  void aTreeIsCopiedIntoDirectoriesThatAreThere() throws IOException {
    Files.createDirectories(host.resolve("lib/app"));
    Files.writeString(host.resolve("lib/app/a.conf"), "site");
    Files.writeString(host.resolve("lib/app/d.conf"), "site");
    image.apply(copy("/", List.of(), false));
    assertEquals("a", image.text("/usr/lib/app/a.conf"));
    assertEquals("site", image.text("/usr/lib/app/d.conf"));
    assertEquals(Optional.of("usr/lib"), image.tree().link("/lib"));
    image.apply(copy("/", List.of(), true));
    assertEquals("site", image.text("/usr/lib/app/a.conf"));
  }

  @Test
  void ofATreeSomeIsLeftOut() throws IOException {
    Files.createDirectories(host.resolve("a/.git/objects"));
    Files.writeString(host.resolve("a/.git/objects/x"), "x");
    Files.writeString(host.resolve("a/x.swp"), "x");
    Files.writeString(host.resolve("a/x"), "x");
    image.apply(copy("/opt/site", List.of("**/.git", "**/*.swp"), true));
    assertEquals(List.of("x"), image.tree().list("/opt/site/a"));
  }

  @Test
  void modesOfATreeDoNotDependOnTheUmask() throws IOException {
    Files.createDirectory(host.resolve("d"));
    Files.writeString(host.resolve("d/plain"), "x");
    Files.writeString(host.resolve("d/run"), "x");
    Files.setPosixFilePermissions(host.resolve("d"), PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(
        host.resolve("d/plain"), PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(
        host.resolve("d/run"), PosixFilePermissions.fromString("rwx--x---"));
    image.apply(
        new CopyTree(
            ORIGIN,
            "/opt/site",
            host,
            new CopyTree.Modes(OptionalInt.empty(), OptionalInt.empty()),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            true));
    assertEquals("755 0 0", image.placed("/opt/site/d"));
    assertEquals("644 0 0", image.placed("/opt/site/d/plain"));
    assertEquals("755 0 0", image.placed("/opt/site/d/run"));
  }

  @Test
  void modesAndOwnersOfATreeCanBeGiven() throws IOException {
    Files.writeString(host.resolve("x"), "x");
    image.apply(
        new CopyTree(
            ORIGIN,
            "/opt/site",
            host,
            new CopyTree.Modes(OptionalInt.of(0440), OptionalInt.of(0550)),
            Optional.of(new Owner.Named("vdsm")),
            Optional.of(new Owner.Numbered(7)),
            List.of(),
            true));
    assertEquals("440 36 7", image.placed("/opt/site/x"));
    assertEquals("550 36 7", image.placed("/opt/site"));
    assertEquals("755 0 0", image.placed("/opt"));
  }

  @Test
  void allThatCannotBeCopiedIsToldAtOnce() throws IOException, InterruptedException {
    Files.writeString(host.resolve("file"), "x");
    for (String name : List.of("pipe", "another")) {
      assertEquals(
          0, new ProcessBuilder("mkfifo", host.resolve(name).toString()).start().waitFor());
    }
    assertEquals(
        """
        site.yaml:3:5: wish: %1$s/another: expected a file, a directory or a link but was a device
        hint: leave it out: exclude: ["another"]
        site.yaml:3:5: wish: %1$s/pipe: expected a file, a directory or a link but was a device
        hint: leave it out: exclude: ["pipe"]
        """
            .formatted(host.toRealPath()),
        image.failure(copy("/opt/site", List.of(), true)));
    image.apply(copy("/opt/site", List.of("pipe", "another"), true));
    assertEquals(List.of("file"), image.tree().list("/opt/site"));
  }

  @Test
  void aSourceThatIsNoDirectoryIsRefused() throws IOException {
    Path file = Files.writeString(host.resolve("file"), "x");
    CopyTree copy =
        new CopyTree(
            ORIGIN,
            "/opt",
            file,
            CopyTree.Modes.KEPT,
            Optional.empty(),
            Optional.empty(),
            List.of("../x"),
            true);
    assertEquals(
        """
        site.yaml:3:5: wish: %s: expected a directory
        site.yaml:3:5: wish: exclude: expected a pattern without empty names, "." and ".." but was "../x"
        """
            .formatted(file),
        image.failure(copy));
    Files.delete(file);
    assertTrue(image.failure(copy).contains("cannot be read"));
  }
}
