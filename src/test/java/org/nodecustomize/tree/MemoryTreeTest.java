package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.OperationException;

class MemoryTreeTest {
  private final MemoryTree tree =
      new MemoryTree()
          .file("/usr/bin/sh", "#!")
          .symbolicLink("/bin", "usr/bin")
          .symbolicLink("/usr/bin/bash", "sh")
          .symbolicLink("/usr/up", "../../../..")
          .symbolicLink("/loop", "/loop")
          .symbolicLink("/absolute", "/usr/bin/sh");

  @Test
  void linksAreResolvedInsideTheTree() {
    assertTrue(tree.exists("/bin/bash"));
    assertTrue(tree.exists("/usr/up/usr/up/bin/sh"));
    assertArrayEquals(new byte[] {'#', '!'}, tree.read("/absolute", 2).orElseThrow());
    assertFalse(tree.exists("/loop"));
    assertFalse(tree.exists("/etc/passwd"));
  }

  @Test
  void theTypeIsThatOfTheLinkItself() {
    assertEquals(Optional.of(NodeType.LINK), tree.type("/bin"));
    assertEquals(Optional.of(NodeType.LINK), tree.type("/bin/bash"));
    assertEquals(Optional.of(NodeType.REGULAR), tree.type("/bin/sh"));
    assertEquals(Optional.empty(), tree.type("/nothing"));
    assertEquals(Optional.of("sh"), tree.link("/bin/bash"));
    assertEquals(Optional.empty(), tree.link("/bin/sh"));
  }

  @Test
  void directoriesAreListedSorted() {
    assertEquals(List.of("bash", "sh"), tree.list("/bin"));
    assertEquals(List.of("absolute", "bin", "loop", "usr"), tree.list("/"));
    assertEquals(List.of(), tree.list("/usr/bin/sh"));
  }

  @Test
  void aFileAboveTheLimitIsAFailure() {
    assertThrows(OperationException.class, () -> tree.read("/usr/bin/sh", 1));
    assertEquals(Optional.empty(), tree.read("/usr/bin", 1).map(bytes -> bytes.length));
  }

  @Test
  void unusualPathsAreMistakesOfTheTest() {
    for (String path : List.of("usr", "", "/usr/", "//usr", "/usr/../bin", "/.")) {
      assertThrows(AssertionError.class, () -> tree.exists(path), path);
    }
  }

  @Test
  void modesOfInodesHaveTypes() {
    assertEquals(NodeType.REGULAR, NodeType.ofMode(0100644));
    assertEquals(NodeType.DIRECTORY, NodeType.ofMode(0041777));
    assertEquals(NodeType.LINK, NodeType.ofMode(0120777));
    assertEquals(NodeType.SOCKET, NodeType.ofMode(0140600));
    assertEquals(NodeType.BLOCK_DEVICE, NodeType.ofMode(0060600));
    assertEquals(NodeType.CHARACTER_DEVICE, NodeType.ofMode(0020600));
    assertEquals(NodeType.FIFO, NodeType.ofMode(0010600));
    assertThrows(IllegalArgumentException.class, () -> NodeType.ofMode(0644));
  }

  @Test
  void everythingHasPlainMetadataUntilItIsGivenOther() {
    FileNode shell = tree.node("/usr/bin/sh").orElseThrow();
    assertEquals(0644, shell.permissions());
    assertEquals(0, shell.uid());
    assertEquals(2, shell.size());
    assertEquals(MemoryTree.TIME, shell.modified());
    assertEquals(1, shell.links());
    assertEquals(Map.of(), shell.attributes());
    assertEquals(0755, tree.node("/usr/bin").orElseThrow().permissions());
    assertEquals(Optional.of("sh"), tree.node("/bin/bash").orElseThrow().target());

    tree.owner("/usr/bin/sh", 7, 8)
        .mode("/usr/bin/sh", 04711)
        .modified("/usr/bin/sh", Instant.EPOCH)
        .label("/usr/bin/sh", "u:r:t:s0");
    FileNode changed = tree.node("/usr/bin/sh").orElseThrow();
    assertEquals(7, changed.uid());
    assertEquals(8, changed.gid());
    assertEquals(04711, changed.permissions());
    assertEquals(Instant.EPOCH, changed.modified());
    assertEquals(
        Map.of("security.selinux", Bytes.of("u:r:t:s0\0".getBytes(StandardCharsets.US_ASCII))),
        changed.attributes());
  }

  @Test
  void hardLinksAreOneFile() {
    tree.hardLink("/usr/bin/ash", "/usr/bin/sh").mode("/usr/bin/ash", 0700);
    FileNode one = tree.node("/usr/bin/sh").orElseThrow();
    assertEquals(one, tree.node("/usr/bin/ash").orElseThrow());
    assertEquals(2, one.links());
    assertEquals(0700, one.permissions());
    assertThrows(AssertionError.class, () -> tree.hardLink("/usr/bin/ash", "/usr/bin/sh"));
    assertThrows(AssertionError.class, () -> tree.hardLink("/a", "/usr"));
  }

  @Test
  void devicesHaveNumbers() {
    tree.device("/dev/null", NodeType.CHARACTER_DEVICE, 1, 3).special("/run/x", NodeType.FIFO);
    assertEquals(0x103, tree.node("/dev/null").orElseThrow().device());
    assertEquals(Optional.of(NodeType.FIFO), tree.type("/run/x"));
    assertEquals(Optional.empty(), tree.read("/dev/null", 5));
  }

  @Test
  void aWalkFindsADirectoryBeforeItsEntriesAndTheseBeforeItsSiblings() {
    MemoryTree small =
        new MemoryTree().file("/a/x/1", "").file("/a-b", "").file("/a/x-", "").file("/a/z", "");
    List<String> found = new ArrayList<>();
    small.walk("/", (path, node) -> found.add(path));
    assertEquals(List.of("/", "/a", "/a/x", "/a/x/1", "/a/x-", "/a/z", "/a-b"), found);
    List<String> pruned = new ArrayList<>();
    small.walk("/a", (path, node) -> pruned.add(path) && !path.equals("/a/x"));
    assertEquals(List.of("/a", "/a/x", "/a/x-", "/a/z"), pruned);
    small.walk("/nothing", (path, node) -> pruned.add(path));
    assertEquals(4, pruned.size());
  }

  @Test
  void placesHaveNoLinksInThem() {
    assertEquals(Optional.of("/usr/bin/sh"), tree.resolve("/bin/bash"));
    assertEquals(Optional.of("/"), tree.resolve("/usr/up"));
    assertEquals(Optional.empty(), tree.resolve("/loop"));
    assertEquals(Optional.empty(), tree.resolve("/usr/bin/sh/x"));
  }
}
