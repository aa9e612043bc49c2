package org.nodecustomize.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.event.Events;
import org.nodecustomize.plan.SitePlan;
import org.nodecustomize.plan.Step;
import org.nodecustomize.site.recipe.SiteReader;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.MemoryTree;

/** What wishes of several sections come to together, each applied to its own outcome too. */
final class SiteOutcomesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJvzGkmMZcGXXUYXHKNhZ8fIYkVtPDxpGLIBKQ3rT8w5 me";
  private static final String UNITS = "/usr/lib/systemd/system/";

  @TempDir private Path directory = Path.of("");
  private MemoryTree image = new MemoryTree();

  @BeforeEach
  void makeAnImage() {
    image = new MemoryTree();
    image.file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    image.file("/etc/group", "root:x:0:\n");
    image.file(
        UNITS + "podman.service", "[Install]\nWantedBy=default.target\nAlso=podman.socket\n");
    image.file(UNITS + "podman.socket", "[Install]\nWantedBy=sockets.target\n");
  }

  private SitePlan plan(String text) throws IOException {
    Path recipe =
        Files.writeString(directory.resolve("site.yaml"), "apiVersion: node-customize/v1\n" + text);
    return SitePlan.of(SiteReader.read(recipe, Map.of()), NOW);
  }

  /** What a recipe makes of the image; of that it must make the same, with nothing to do. */
  private EditedTree outcome(String text) throws IOException {
    SitePlan plan = plan(text);
    EditedTree first = new EditedTree(image, NOW);
    SiteEdits.make(plan, first, Events.none());
    EditedTree second = new EditedTree(first, NOW.plusSeconds(1));
    SiteEdits again = SiteEdits.make(plan, second, Events.none());
    assertTrue(second.edits().isEmpty(), "edits of the second time");
    assertEquals(List.of(), again.due().stream().map(Step::title).toList());
    assertEquals(Set.of(), again.phases());
    return first;
  }

  private static String text(FileTree tree, String path) {
    return new String(tree.read(path, 9999).orElse(new byte[0]), UTF_8);
  }

  private static String placed(FileTree tree, String path) {
    FileNode node = tree.node(path).orElseThrow();
    return "%04o %d:%d".formatted(node.permissions(), node.uid(), node.gid());
  }

  @Test
  void theKeysOfAUserStayWhereThoseOfTheVendorAreRemoved() throws IOException {
    image.file("/root/.ssh/authorized_keys", "ssh-rsa VENDOR\n");
    EditedTree tree =
        outcome(
            """
            remove: [/root/.ssh]
            users: [{name: root, sshKeys: ["%s"]}]
            """
                .formatted(KEY));
    assertEquals(KEY + "\n", text(tree, "/root/.ssh/authorized_keys"));
    assertEquals("0600 0:0", placed(tree, "/root/.ssh/authorized_keys"));
  }

  @Test
  void aUnitThatIsNamedGoesOverWhatAnotherOneTakesAlong() throws IOException {
    EditedTree tree = outcome("services: {enabled: [podman.socket], disabled: [podman]}\n");
    assertEquals(
        Optional.of("../podman.socket"), tree.link(UNITS + "sockets.target.wants/podman.socket"));
    assertEquals(
        """
        # written by node-customize
        disable podman.service
        enable podman.socket
        """,
        text(tree, "/usr/lib/systemd/system-preset/50-node-customize.preset"));
    EditedTree masked = outcome("services: {enabled: [podman], masked: [podman.socket]}\n");
    assertEquals(Optional.of("/dev/null"), masked.link("/etc/systemd/system/podman.socket"));
    assertEquals(List.of(), masked.list(UNITS + "sockets.target.wants"));
    EditedTree disabled = outcome("services: {enabled: [podman], disabled: [podman.socket]}\n");
    assertEquals(List.of("podman.service"), disabled.list(UNITS + "default.target.wants"));
    assertEquals(List.of(), disabled.list(UNITS + "sockets.target.wants"));
  }

  @Test
  void aUnitMayTakeTheNameOfOneThatIsDisabled() throws IOException {
    image.file(UNITS + "old.service", "[Install]\nWantedBy=a.target\nAlias=log.service\n");
    image.file(UNITS + "new.service", "[Install]\nWantedBy=a.target\nAlias=log.service\n");
    image.symbolicLink("/etc/systemd/system/log.service", UNITS + "old.service");
    EditedTree tree = outcome("services: {enabled: [new], disabled: [old]}\n");
    assertEquals(Optional.of("new.service"), tree.link(UNITS + "log.service"));
    assertEquals(List.of(), tree.list("/etc/systemd/system"));
  }

  @Test
  void aDirectoryThatIsThereKeepsWhatNobodySays() throws IOException {
    image.directory("/var/log/audit").mode("/var/log/audit", 0700).owner("/var/log/audit", 7, 8);
    image.directory("/var/lib/agent").mode("/var/lib/agent", 0750).owner("/var/lib/agent", 7, 8);
    EditedTree tree =
        outcome(
            """
            directories:
              - /var/log/audit
              - {path: /var/lib/agent, group: 9}
              - /var/lib/new
            """);
    assertEquals("0700 7:8", placed(tree, "/var/log/audit"));
    assertEquals("0750 7:9", placed(tree, "/var/lib/agent"));
    assertEquals("0755 0:0", placed(tree, "/var/lib/new"));
  }

  @Test
  void whatIsRemovedAndWrittenAsItWasIsNothingToDo() throws IOException {
    image.file("/usr/share/pki/ca-trust-source/anchors/vendor.pem", "vendor");
    image.file("/etc/app.d/vendor.conf", "vendor");
    Path pem = Path.of("customizations/files/example/site-ca.pem").toAbsolutePath();
    EditedTree tree =
        outcome(
            """
            remove: [/usr/share/pki/ca-trust-source/anchors/*, /etc/app.d]
            trust: [%s]
            files: [{path: /etc/app.d/site.conf, content: site}]
            """
                .formatted(pem));
    assertEquals(List.of("site-ca.pem"), tree.list("/usr/share/pki/ca-trust-source/anchors"));
    assertEquals(List.of("site.conf"), tree.list("/etc/app.d"));
  }

  @Test
  void certificatesKeepTheNamesOfTheirFiles() throws IOException {
    image.directory("/usr/share/pki/ca-trust-source");
    Path pem = Path.of("customizations/files/example/site-ca.pem").toAbsolutePath();
    for (String name : List.of("site.crt", "site.v2.pem")) {
      Files.copy(pem, directory.resolve(name));
    }
    EditedTree tree = outcome("trust: [site.crt, site.v2.pem, {name: site, source: site.crt}]\n");
    assertEquals(
        List.of("site.crt", "site.pem", "site.v2.pem"),
        tree.list("/usr/share/pki/ca-trust-source/anchors"));
  }

  @Test
  void numbersThatAreGivenAreNobodysNextFreeOne() throws IOException {
    EditedTree tree =
        outcome(
            """
            users: [{name: a, group: x}, {name: b, uid: 1000, group: y}]
            groups: [x, {name: y, gid: 1000}]
            """);
    assertEquals(
        """
        root:x:0:0:root:/root:/bin/bash
        b:x:1000:1000::/home/b:/bin/bash
        a:x:1001:1001::/home/a:/bin/bash
        """,
        text(tree, "/etc/passwd"));
    assertEquals("root:x:0:\ny:x:1000:\nx:x:1001:\n", text(tree, "/etc/group"));
  }

  @Test
  void settingsOfSudoWithoutUsersAreEverybodys() throws IOException {
    EditedTree tree =
        outcome(
            """
            sudo:
              - {name: all, defaults: [use_pty]}
              - {name: some, groups: [root], defaults: ["!requiretty"]}
            """);
    assertEquals(
        "# written by node-customize\nDefaults use_pty\n", text(tree, "/etc/sudoers.d/all"));
    assertEquals(
        "# written by node-customize\nDefaults:%root !requiretty\n%root ALL=(ALL) ALL\n",
        text(tree, "/etc/sudoers.d/some"));
  }

  @Test
  void aKeyMayHaveOptionsWithBlanksInThem() throws IOException {
    image.directory("/root");
    String line = "restrict,command=\"/usr/bin/rrsync -ro \\\"/var/lib/a b\\\"\" " + KEY;
    Files.writeString(directory.resolve("root.pub"), line + "\n");
    EditedTree tree = outcome("users: [{name: root, sshKeys: [root.pub]}]\n");
    assertEquals(line + "\n", text(tree, "/root/.ssh/authorized_keys"));
    assertEquals(
        line + "\n",
        text(
            outcome("users: [{name: root, sshKeys: ['" + line + "']}]\n"),
            "/root/.ssh/authorized_keys"));
  }

  @Test
  void aScriptOfTheFirstBootHasTheTimeThatItIsGiven() throws IOException {
    EditedTree tree =
        outcome("scripts: {firstboot: [{name: slow, content: 'a', timeLimit: 2h}, 'b']}\n");
    String calls = "/usr/libexec/node-customize/firstboot.d/";
    assertTrue(text(tree, calls + "10-slow").contains("timeout --kill-after=10 7200 "));
    assertTrue(text(tree, calls + "11-firstboot-2").contains("timeout --kill-after=10 300 "));
  }

  @Test
  void permissionsHoldForWhatOtherSectionsWrite() throws IOException {
    EditedTree tree =
        outcome(
            """
            repositories: [{id: a, baseurls: ["https://a.example/"], gpgcheck: false}]
            sudo: [{name: a, groups: [root]}]
            permissions:
              - {path: /etc/yum.repos.d/a.repo, mode: "0600"}
              - {path: /etc/sudoers.d/a, mode: "0400"}
            """);
    assertEquals("0600 0:0", placed(tree, "/etc/yum.repos.d/a.repo"));
    assertEquals("0400 0:0", placed(tree, "/etc/sudoers.d/a"));
  }
}
