package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.tree.Manifest;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class SnapshotTreeTest {
  private final MemoryTree live =
      new MemoryTree()
          .file("/usr/bin/sh", "#!")
          .symbolicLink("/bin", "usr/bin")
          .symbolicLink("/usr/up", "../../../..")
          .symbolicLink("/loop", "/loop")
          .directory("/empty")
          .file("/a.b", "x")
          .file("/a/c", "y")
          .attribute("/a/c", "user.note", new byte[] {0, 1});

  private final SnapshotTree tree = SnapshotTree.of(live);

  @Test
  void itIsWhatItWasTakenOf() {
    Manifest expected = Manifest.of(live);
    Manifest told = Manifest.of(tree);
    assertEquals(expected.paths(), told.paths());
    expected.forEach((path, node) -> assertEquals(node, told.get(path).orElseThrow(), path));
  }

  @Test
  void linksAreResolvedInsideTheTree() {
    assertTrue(tree.exists("/usr/up/usr/up/bin/sh"));
    assertFalse(tree.exists("/loop"));
    assertEquals(Optional.of("/usr/bin/sh"), tree.resolve("/bin/sh"));
    assertEquals(Optional.of("usr/bin"), tree.link("/bin"));
    assertEquals(Optional.of(NodeType.LINK), tree.type("/bin"));
    assertEquals(List.of("sh"), tree.list("/bin"));
    assertEquals(List.of(), tree.list("/empty"));
    assertEquals(Optional.empty(), tree.link("/usr"));
  }

  @Test
  void aWalkGoesInTheOrderOfTheLiveOneAndCanBePruned() {
    List<String> expected = new ArrayList<>();
    List<String> told = new ArrayList<>();
    live.walk("/", (path, node) -> expected.add(path) && !path.equals("/usr"));
    tree.walk("/", (path, node) -> told.add(path) && !path.equals("/usr"));
    assertEquals(expected, told);
    assertFalse(told.contains("/usr/bin"));
    tree.walk("/nothing", (path, node) -> told.add(path));
    assertEquals(expected, told);
  }

  @Test
  void namesAreKeptAndContentsAreReadLater() throws IOException {
    live.delete("/a.b");
    live.file("/usr/bin/sh", "##");
    assertTrue(tree.exists("/a.b"));
    assertThrows(IOException.class, () -> tree.open("/a.b"));
    assertArrayEquals(new byte[] {'#', '#'}, tree.read("/bin/sh", 2).orElseThrow());
    try (InputStream in = tree.open("/bin/sh").orElseThrow()) {
      assertArrayEquals(new byte[] {'#', '#'}, in.readAllBytes());
    }
    assertEquals(Optional.empty(), tree.open("/empty"));
    assertEquals(Optional.empty(), tree.read("/usr/bin", 1).map(bytes -> bytes.length));
  }

  @Test
  void aFileAboveTheLimitIsAFailure() {
    assertEquals(
        "/usr/bin/sh: larger than 1 bytes (2 bytes)",
        assertThrows(OperationException.class, () -> tree.read("/usr/bin/sh", 1))
            .problems()
            .get(0)
            .headline());
  }
}
