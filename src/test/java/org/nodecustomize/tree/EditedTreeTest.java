package org.nodecustomize.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.OperationException;

class EditedTreeTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901234Z");
  private static final Placement FILE = Placement.ofRoot(0644);
  private static final Placement DIRECTORY = Placement.ofRoot(0755);

  private final MemoryTree base =
      new MemoryTree()
          .file("/etc/hosts", "127.0.0.1 localhost\n")
          .file("/etc/ssh/sshd_config", "Port 22\n")
          .mode("/etc/ssh/sshd_config", 0600)
          .label("/etc/ssh/sshd_config", "system_u:object_r:etc_t:s0")
          .file("/etc/conf.d/a", "a")
          .file("/etc/conf.d/b", "b")
          .file("/etc/conf.d/deep/c", "c")
          .file("/usr/bin/tool", "tool")
          .hardLink("/usr/bin/other", "/usr/bin/tool")
          .symbolicLink("/bin", "usr/bin")
          .symbolicLink("/etc/localtime", "../usr/share/zoneinfo/UTC")
          .symbolicLink("/etc/dangling", "/nowhere")
          .symbolicLink("/etc/circle", "circle")
          .special("/run/fifo", NodeType.FIFO);

  private final EditedTree tree = new EditedTree(base, NOW);

  private static Content text(String text) {
    return Content.of(text.getBytes(UTF_8));
  }

  private String read(String path) {
    return new String(tree.read(path, 1000).orElseThrow(), UTF_8);
  }

  private FileNode node(String path) {
    return tree.node(path).orElseThrow();
  }

  private static List<String> told(TreeEdits edits) {
    List<String> lines = new ArrayList<>();
    edits.placements().forEach(one -> lines.add("placement " + one.path()));
    edits.removals().forEach(path -> lines.add("remove " + path));
    edits
        .puts()
        .forEach(
            put ->
                lines.add(
                    put instanceof TreeEdits.PutLink link
                        ? "link " + link.path() + " " + link.target()
                        : (put instanceof TreeEdits.PutFile ? "file " : "directory ")
                            + put.path()));
    return lines;
  }

  private void assertEdits(String... lines) {
    assertEquals(List.of(lines), told(tree.edits()));
    assertEquals(lines.length == 0, tree.edits().isEmpty());
  }

  private String failure(Runnable edit) {
    OperationException failure = assertThrows(OperationException.class, edit::run);
    assertEdits();
    return failure.problems().get(0).headline();
  }

  @Test
  void aNewFileCanBeReadBackAndIsAnEditWithItsDirectory() {
    tree.putFile("/etc/motd", text("welcome"), new Placement(0640, 7, 8, Map.of()));
    assertEquals("welcome", read("/etc/motd"));
    assertTrue(tree.exists("/etc/motd"));
    assertEquals(Optional.of(NodeType.REGULAR), tree.type("/etc/motd"));
    assertEquals(0640, node("/etc/motd").permissions());
    assertEquals(7, node("/etc/motd").uid());
    assertEquals(8, node("/etc/motd").gid());
    assertEquals(7, node("/etc/motd").size());
    assertEquals(NOW, node("/etc/motd").modified());
    assertEquals(NOW, node("/etc").modified());
    assertEquals(MemoryTree.TIME, node("/etc/ssh").modified());
    assertEdits("directory /etc", "file /etc/motd");
    assertFalse(base.exists("/etc/motd"));
  }

  @Test
  void missingDirectoriesOnTheWayAreMade() {
    tree.putFile("/opt/site/bin/run", text("#!"), FILE);
    assertEquals(DIRECTORY, Placement.of(node("/opt/site")));
    assertEquals(List.of("bin"), tree.list("/opt/site"));
    assertEquals(List.of("bin", "etc", "opt", "run", "usr"), tree.list("/"));
    assertEdits(
        "directory /",
        "directory /opt",
        "directory /opt/site",
        "directory /opt/site/bin",
        "file /opt/site/bin/run");
  }

  @Test
  void editsAreInTheOrderOfAWalk() {
    for (String path : List.of("/a-b", "/a/z", "/b", "/a/c/d", "/a.b", "/a/\u00e9", "/a/\udcff")) {
      tree.putFile(path, text(path), FILE);
    }
    assertEdits(
        "directory /",
        "directory /a",
        "directory /a/c",
        "file /a/c/d",
        "file /a/z",
        "file /a/\u00e9",
        "file /a/\udcff",
        "file /a-b",
        "file /a.b",
        "file /b");
    assertEquals(List.of("c", "z", "\u00e9", "\udcff"), tree.list("/a"));
  }

  @Test
  void linksOnTheWayAreFollowedInsideTheTree() {
    tree.putFile("/bin/new", text("new"), FILE);
    assertEquals("new", read("/usr/bin/new"));
    assertEquals(Optional.of("/usr/bin/new"), tree.resolve("/bin/new"));
    assertEdits("directory /usr/bin", "file /usr/bin/new");
  }

  @Test
  void linksThatWereMadeAreFollowedToo() {
    tree.putLink("/opt/bin", "../../../usr/bin", FILE);
    tree.putFile("/opt/bin/new", text("new"), FILE);
    tree.putLink("/usr/bin/alias", "new", FILE);
    assertEquals("new", read("/bin/alias"));
    assertEquals(Optional.of("/usr/bin/new"), tree.resolve("/opt/bin/alias"));
    assertEquals(0777, node("/opt/bin").permissions());
    assertEdits(
        "directory /",
        "directory /opt",
        "link /opt/bin ../../../usr/bin",
        "directory /usr/bin",
        "link /usr/bin/alias new",
        "file /usr/bin/new");
  }

  @Test
  void aLinkAtTheEndIsReplaced() {
    tree.putFile("/etc/localtime", text("TZif"), FILE);
    assertEquals("TZif", read("/etc/localtime"));
    assertEquals(Optional.empty(), tree.link("/etc/localtime"));
    assertEdits("directory /etc", "file /etc/localtime");
    tree.putLink("/etc/localtime", "../usr/share/zoneinfo/UTC", FILE);
    assertEdits();
  }

  @Test
  void whatIsThereAlreadyIsNoEdit() {
    tree.putFile("/etc/hosts", text("127.0.0.1 localhost\n"), FILE);
    tree.putDirectory("/etc/ssh", DIRECTORY);
    tree.putLink("/bin", "usr/bin", FILE);
    tree.setPlacement("/etc/hosts", FILE);
    tree.remove("/etc/nothing");
    tree.remove("/etc/hosts/nothing");
    tree.remove("/nothing/at/all");
    assertEdits();
    assertEquals(MemoryTree.TIME, node("/etc").modified());
  }

  @Test
  void anEditThatIsTakenBackIsNone() {
    tree.putFile("/etc/hosts", text("other"), FILE);
    tree.putDirectory("/etc/ssh", Placement.ofRoot(0700));
    tree.setPlacement("/etc/ssh/sshd_config", FILE);
    tree.putFile("/etc/new", text("new"), FILE);
    assertFalse(tree.edits().isEmpty());
    tree.putFile("/etc/hosts", text("127.0.0.1 localhost\n"), FILE);
    tree.putDirectory("/etc/ssh", DIRECTORY);
    tree.setPlacement("/etc/ssh/sshd_config", Placement.ofRoot(0600));
    tree.remove("/etc/new");
    assertEdits();
    assertEquals(base.node("/etc/hosts"), tree.node("/etc/hosts"));
    assertEquals(base.node("/etc"), tree.node("/etc"));
  }

  @Test
  void theSameBytesUnderAnotherModeAreNotSentAgain() {
    tree.putFile("/etc/hosts", text("127.0.0.1 localhost\n"), Placement.ofRoot(0600));
    assertEdits("placement /etc/hosts");
    assertEquals(0600, node("/etc/hosts").permissions());
    assertEquals(base.node("/etc/hosts").orElseThrow().inode(), node("/etc/hosts").inode());
  }

  @Test
  void hardLinksOfAReplacedFileStayAsTheyWere() {
    tree.putFile("/usr/bin/tool", text("newer"), FILE);
    assertEquals("newer", read("/usr/bin/tool"));
    assertEquals("tool", read("/usr/bin/other"));
    assertNotEquals(node("/usr/bin/tool").inode(), node("/usr/bin/other").inode());
  }

  @Test
  void hardLinksOfAReplacedFileStayEvenIfOnlyTheModeIsAnother() {
    tree.putFile("/usr/bin/tool", text("tool"), DIRECTORY);
    assertEquals(0755, node("/usr/bin/tool").permissions());
    assertEquals(0644, node("/usr/bin/other").permissions());
    assertEdits("directory /usr/bin", "file /usr/bin/tool");
  }

  @Test
  void aPlacementIsThatOfAllHardLinks() {
    tree.setPlacement("/usr/bin/tool", new Placement(04755, 1, 2, Map.of()));
    assertEquals(04755, node("/usr/bin/other").permissions());
    assertEquals(NOW, node("/usr/bin/other").modified());
    List<Integer> walked = new ArrayList<>();
    tree.walk(
        "/usr/bin",
        (path, node) -> {
          walked.add(node.permissions());
          return true;
        });
    assertEquals(List.of(0755, 04755, 04755), walked);
    assertEdits("placement /usr/bin/tool");
    tree.setPlacement("/usr/bin/other", FILE);
    assertEdits();
  }

  @Test
  void aReplacementTellsWhatWasBefore() {
    tree.setPlacement("/etc/ssh/sshd_config", with("user.note", 1, 2));
    TreeEdits.Replacement only = tree.edits().placements().get(0);
    assertEquals(Set.of("security.selinux"), only.before().attributes().keySet());
    assertEquals(Set.of("security.selinux", "user.note"), only.after().attributes().keySet());
    assertEquals(Set.of("user.note"), only.attributesToSet().keySet());
    assertFalse(only.changesOwner());
    assertTrue(only.changesMode());
    assertEquals(NOW, only.modified());
  }

  @Test
  void whatAnotherOwnerOrModeTakesIsSetAgain() {
    base.attribute("/etc/hosts", "security.capability", new byte[] {1})
        .attribute("/etc/hosts", "system.posix_acl_access", new byte[] {1})
        .attribute("/etc/hosts", "user.note", new byte[] {1});
    Map<String, Bytes> attributes = node("/etc/hosts").attributes();
    tree.setPlacement("/etc/hosts", new Placement(0600, 0, 0, attributes));
    assertEquals(
        Set.of("system.posix_acl_access"),
        tree.edits().placements().get(0).attributesToSet().keySet());
    tree.setPlacement("/etc/hosts", new Placement(0600, 1, 0, attributes));
    assertEquals(
        Set.of("security.capability", "system.posix_acl_access"),
        tree.edits().placements().get(0).attributesToSet().keySet());
  }

  private static Placement with(String attribute, int... value) {
    byte[] bytes = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      bytes[i] = (byte) value[i];
    }
    return new Placement(0644, 0, 0, Map.of(attribute, Bytes.of(bytes)));
  }

  @Test
  void aFileWhoseCapabilitiesChangeIsWrittenAnew() {
    tree.setPlacement("/etc/hosts", with("security.capability", 1, 0, 0, 2));
    assertEdits("directory /etc", "file /etc/hosts");
    assertEquals("127.0.0.1 localhost\n", read("/etc/hosts"));
    assertEquals(Set.of("security.capability"), node("/etc/hosts").attributes().keySet());
    tree.setPlacement("/etc/hosts", FILE);
    assertEdits();
    tree.setPlacement("/etc/hosts", with("security.selinux", 'a', 0));
    assertEdits("placement /etc/hosts");
  }

  @Test
  void capabilitiesOfHardLinksAreRefused() {
    assertEquals(
        "/usr/bin/tool: its capabilities and access control lists cannot be changed: expected a file"
            + " with one name but was a file with 2",
        failure(() -> tree.setPlacement("/usr/bin/tool", with("security.capability", 0, 1))));
  }

  @Test
  void aFileOfAnOddNameIsWrittenAnewToo() {
    base.file("/etc/\udcff", "x");
    tree.setPlacement("/etc/\udcff", Placement.ofRoot(0600));
    assertEdits("directory /etc", "file /etc/\udcff");
  }

  @Test
  void aLabelThatIsNotGivenMakesNoDifference() {
    tree.putFile("/etc/ssh/sshd_config", text("Port 22\n"), Placement.ofRoot(0600));
    assertEdits();
    tree.putFile("/etc/ssh/sshd_config", text("Port 23\n"), Placement.ofRoot(0600));
    assertEquals(Map.of(), node("/etc/ssh/sshd_config").attributes());
  }

  @Test
  void aLabelThatIsGivenDoes() {
    Bytes label = Bytes.of("other\0".getBytes(UTF_8));
    tree.putFile(
        "/etc/ssh/sshd_config",
        text("Port 22\n"),
        new Placement(0600, 0, 0, Map.of("security.selinux", label)));
    assertEdits("placement /etc/ssh/sshd_config");
    assertEquals(label, node("/etc/ssh/sshd_config").attributes().get("security.selinux"));
  }

  @Test
  void aDirectoryThatLosesAttributesTellsWhich() {
    base.attribute("/etc/conf.d", "user.note", new byte[] {1});
    tree.putDirectory("/etc/conf.d", DIRECTORY);
    assertEquals(
        List.of(new TreeEdits.PutDirectory("/etc/conf.d", DIRECTORY, NOW, Set.of("user.note"))),
        tree.edits().puts());
  }

  @Test
  void aRemovedDirectoryIsGoneWithAllThatIsInIt() {
    tree.putFile("/etc/conf.d/new", text("new"), FILE);
    tree.remove("/etc/conf.d/a");
    tree.remove("/etc/conf.d");
    assertFalse(tree.exists("/etc/conf.d/deep/c"));
    assertFalse(tree.exists("/etc/conf.d/new"));
    assertEquals(Optional.empty(), tree.node("/etc/conf.d"));
    assertEquals(List.of("circle", "dangling", "hosts", "localtime", "ssh"), tree.list("/etc"));
    assertEdits("remove /etc/conf.d", "directory /etc");
  }

  @Test
  void aRemovedFileThatIsPutAgainIsNoEdit() {
    tree.remove("/etc/conf.d/a");
    assertEdits("remove /etc/conf.d/a", "directory /etc/conf.d");
    tree.putFile("/etc/conf.d/a", text("a"), FILE);
    assertEdits();
  }

  @Test
  void aRemovedDirectoryThatIsPutAgainLosesOnlyWhatWasNotPut() {
    tree.remove("/etc/conf.d");
    tree.putDirectory("/etc/conf.d", DIRECTORY);
    assertEquals(List.of(), tree.list("/etc/conf.d"));
    tree.putFile("/etc/conf.d/deep/c", text("c"), FILE);
    tree.putFile("/etc/conf.d/a", text("other"), FILE);
    assertEquals(List.of("a", "deep"), tree.list("/etc/conf.d"));
    assertEdits("remove /etc/conf.d/b", "directory /etc/conf.d", "file /etc/conf.d/a");
    tree.remove("/etc/conf.d");
    assertEdits("remove /etc/conf.d", "directory /etc");
  }

  @Test
  void somethingOfAnotherTypeTakesTheNameOfWhatWasRemoved() {
    tree.remove("/etc/conf.d");
    tree.putFile("/etc/conf.d", text("file"), FILE);
    tree.remove("/bin");
    tree.putFile("/bin/sh", text("sh"), FILE);
    assertFalse(tree.exists("/etc/conf.d/a"));
    assertFalse(tree.exists("/bin/tool"));
    assertEquals(List.of("sh"), tree.list("/bin"));
    assertEdits(
        "remove /bin",
        "remove /etc/conf.d",
        "directory /",
        "directory /bin",
        "file /bin/sh",
        "directory /etc",
        "file /etc/conf.d");
    tree.remove("/etc/conf.d");
    assertFalse(tree.exists("/etc/conf.d/a"));
  }

  @Test
  void aLinkIsRemovedNotWhatItLeadsTo() {
    tree.remove("/bin");
    assertTrue(tree.exists("/usr/bin/tool"));
    assertEdits("remove /bin", "directory /");
  }

  @Test
  void removalGoesThroughLinksOnTheWay() {
    tree.remove("/bin/other");
    assertEdits("remove /usr/bin/other", "directory /usr/bin");
  }

  @Test
  void directoriesAreInTheWayOfFilesAndLinks() {
    assertEquals(
        "/etc/ssh: expected a file or nothing but was a directory",
        failure(() -> tree.putFile("/etc/ssh", text("x"), FILE)));
    assertEquals(
        "/etc/ssh: expected a link or nothing but was a directory",
        failure(() -> tree.putLink("/etc/ssh", "x", FILE)));
    assertEquals(
        "/: expected a file or nothing but was a directory",
        failure(() -> tree.putFile("/", text("x"), FILE)));
  }

  @Test
  void filesAreInTheWayOfDirectories() {
    assertEquals(
        "/etc/hosts: expected a directory or nothing but was a file",
        failure(() -> tree.putDirectory("/etc/hosts", DIRECTORY)));
    assertEquals(
        "/bin: expected a directory or nothing but was a link to \"usr/bin\"",
        failure(() -> tree.putDirectory("/bin", DIRECTORY)));
    assertEquals(
        "/etc/hosts/x: expected a directory at \"/etc/hosts\" but was a file",
        failure(() -> tree.putFile("/etc/hosts/x", text("x"), FILE)));
    assertEquals(
        "/run/fifo/x: expected a directory at \"/run/fifo\" but was a FIFO",
        failure(() -> tree.putDirectory("/run/fifo/x", DIRECTORY)));
  }

  @Test
  void linksThatLeadNowhereAreInTheWay() {
    assertEquals(
        "/etc/dangling/x: the link \"/etc/dangling\" on the way leads nowhere",
        failure(() -> tree.putFile("/etc/dangling/x", text("x"), FILE)));
    assertEquals(
        "/etc/circle/x: the link \"/etc/circle\" on the way leads nowhere",
        failure(() -> tree.putFile("/etc/circle/x", text("x"), FILE)));
  }

  @Test
  void oddPathsAreRefused() {
    for (String path :
        List.of(
            "etc",
            "",
            "/etc/",
            "//etc",
            "/etc/../x",
            "/etc/.",
            "/a\0b",
            "/" + "x".repeat(256),
            "/" + "é".repeat(128),
            "/xx".repeat(1366))) {
      failure(() -> tree.putFile(path, text("x"), FILE));
      failure(() -> tree.putDirectory(path, DIRECTORY));
      failure(() -> tree.putLink(path, "x", FILE));
      failure(() -> tree.remove(path));
      failure(() -> tree.setPlacement(path, FILE));
    }
    failure(() -> tree.remove("/"));
    failure(() -> tree.putLink("/etc/x", "", FILE));
    failure(() -> tree.putLink("/etc/x", "a\0b", FILE));
    failure(() -> tree.putLink("/etc/x", "y".repeat(4096), FILE));
    failure(() -> tree.setPlacement("/etc/nothing", FILE));
  }

  @Test
  void theLongestNameIsNotOdd() {
    tree.putFile("/" + "é".repeat(127), text("x"), FILE);
    assertEdits("directory /", "file /" + "é".repeat(127));
  }

  @Test
  void aWalkSeesTheEdits() {
    tree.putFile("/etc/conf.d/aa", text("aa"), FILE);
    tree.putFile("/etc/conf.d.d", text("x"), FILE);
    tree.remove("/etc/conf.d/b");
    List<String> paths = new ArrayList<>();
    tree.walk(
        "/etc",
        (path, node) -> {
          paths.add(path);
          return !path.equals("/etc/ssh");
        });
    assertEquals(
        List.of(
            "/etc",
            "/etc/circle",
            "/etc/conf.d",
            "/etc/conf.d/a",
            "/etc/conf.d/aa",
            "/etc/conf.d/deep",
            "/etc/conf.d/deep/c",
            "/etc/conf.d.d",
            "/etc/dangling",
            "/etc/hosts",
            "/etc/localtime",
            "/etc/ssh"),
        paths);
  }

  @Test
  void aContentThatWasTakenStaysWhateverIsEditedLater() throws IOException {
    Content hosts = tree.content("/etc/hosts").orElseThrow();
    tree.putFile("/etc/hosts", text("other"), FILE);
    Content other = tree.content("/etc/hosts").orElseThrow();
    tree.remove("/etc/hosts");
    tree.putFile("/etc/copy", hosts, FILE);
    assertEquals("127.0.0.1 localhost\n", read("/etc/copy"));
    try (InputStream in = other.open()) {
      assertEquals("other", new String(in.readAllBytes(), UTF_8));
    }
    assertEquals(Optional.empty(), tree.content("/etc/hosts").map(Content::size));
    assertEquals(Optional.empty(), tree.content("/etc").map(Content::size));
  }

  @Test
  void contentsAreOpenedOnlyWhenTheyAreNeeded() {
    Content unreadable =
        new Content() {
          @Override
          public long size() {
            return 5;
          }

          @Override
          public InputStream open() throws IOException {
            throw new IOException("disk on fire");
          }
        };
    tree.putFile("/etc/new", unreadable, FILE);
    assertEdits("directory /etc", "file /etc/new");
    assertEquals(
        "/etc/new: cannot be read: disk on fire",
        assertThrows(OperationException.class, () -> tree.read("/etc/new", 10))
            .problems()
            .get(0)
            .headline());
  }

  @Test
  void aFileAboveTheLimitIsAFailure() {
    tree.putFile("/etc/new", text("12345"), FILE);
    assertEquals(5, tree.read("/etc/new", 5).orElseThrow().length);
    assertThrows(OperationException.class, () -> tree.read("/etc/new", 4));
    assertThrows(OperationException.class, () -> tree.read("/etc/hosts", 4));
    Content liar =
        new Content() {
          @Override
          public long size() {
            return 1;
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream(new byte[100]);
          }
        };
    tree.putFile("/etc/liar", liar, FILE);
    assertThrows(OperationException.class, () -> tree.read("/etc/liar", 10));
  }

  @Test
  void aMadeFileCanBePlacedAnew() {
    tree.putFile("/etc/new", text("new"), FILE);
    tree.setPlacement("/etc/new", Placement.ofRoot(0400));
    assertEquals("new", read("/etc/new"));
    assertEquals(0400, node("/etc/new").permissions());
    assertEdits("directory /etc", "file /etc/new");
    assertEquals(0400, tree.edits().puts().get(1).placement().permissions());
  }

  @Test
  void theOwnerOfALinkIsSetByMakingItAnew() {
    tree.setPlacement("/bin", new Placement(0644, 5, 6, Map.of()));
    assertEquals(5, node("/bin").uid());
    assertEdits("directory /", "link /bin usr/bin");
  }

  @Test
  void aFifoKeepsItsTypeUnderAnotherPlacement() {
    tree.setPlacement("/run/fifo", Placement.ofRoot(0600));
    assertEquals(NodeType.FIFO, node("/run/fifo").type());
    assertEdits("placement /run/fifo");
  }

  @Test
  void editsOfAnEditedTreeAreNone() {
    tree.putFile("/opt/new", text("new"), Placement.ofRoot(0600));
    tree.remove("/etc/conf.d");
    EditedTree again = new EditedTree(tree, NOW.plusSeconds(1));
    again.putFile("/opt/new", text("new"), Placement.ofRoot(0600));
    again.remove("/etc/conf.d");
    again.putFile("/etc/hosts", text("127.0.0.1 localhost\n"), FILE);
    assertEquals(List.of(), told(again.edits()));
    assertEquals(NOW, again.node("/opt/new").orElseThrow().modified());
  }
}
