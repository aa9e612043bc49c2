package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
}
