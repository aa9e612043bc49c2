package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;

class ManifestTreeTest {
  private final MemoryTree source =
      new MemoryTree()
          .directory("/etc")
          .file("/etc/b", "two")
          .directory("/etc/b.d")
          .file("/etc/b.d/x", "three")
          .directory("/usr")
          .directory("/usr/bin")
          .file("/usr/bin/sh", "shell")
          .symbolicLink("/bin", "usr/bin")
          .symbolicLink("/loop", "loop");
  private final List<String> asked = new ArrayList<>();
  private final ManifestTree tree =
      new ManifestTree(
          Manifest.of(source),
          (path, node) -> {
            asked.add(path);
            return new ByteArrayInputStream(source.read(path, 100).orElseThrow());
          });

  @Test
  void itTellsWhatTheTreeTold() throws IOException {
    for (String path :
        List.of("/", "/etc", "/etc/b", "/bin", "/bin/sh", "/loop", "/etc/b/x", "/no")) {
      assertEquals(source.exists(path), tree.exists(path), path);
      assertEquals(source.node(path), tree.node(path), path);
      assertEquals(source.type(path), tree.type(path), path);
      assertEquals(source.resolve(path), tree.resolve(path), path);
      assertEquals(source.link(path), tree.link(path), path);
      assertEquals(source.list(path), tree.list(path), path);
      assertEquals(source.open(path).isPresent(), tree.open(path).isPresent(), path);
    }
    assertEquals(Manifest.of(source).paths(), Manifest.of(tree).paths());
  }

  @Test
  void aDirectoryHasItsOwnEntriesAndNotThoseBelow() {
    assertEquals(List.of("b", "b.d"), tree.list("/etc"));
    assertEquals(List.of("bin", "etc", "loop", "usr"), tree.list("/"));
    assertEquals(List.of("sh"), tree.list("/bin"));
  }

  @Test
  void aWalkPassesOverWhatIsNotWanted() {
    List<String> seen = new ArrayList<>();
    tree.walk(
        "/",
        (path, node) -> {
          seen.add(path);
          return !path.equals("/etc");
        });
    assertEquals(List.of("/", "/bin", "/etc", "/loop", "/usr", "/usr/bin", "/usr/bin/sh"), seen);
  }

  @Test
  void contentIsAskedForByThePathWithoutLinksAndNotWhenItIsTooLarge() {
    assertArrayEquals("shell".getBytes(StandardCharsets.UTF_8), tree.read("/bin/sh", 5).orElseThrow());
    assertEquals(List.of("/usr/bin/sh"), asked);
    OperationException refused =
        assertThrows(OperationException.class, () -> tree.read("/bin/sh", 4));
    assertEquals(
        "/usr/bin/sh: expected at most 4 bytes but was 5", refused.problems().get(0).headline());
    assertEquals(Optional.empty(), tree.read("/etc", 100));
    assertEquals(List.of("/usr/bin/sh"), asked);
  }

  @Test
  void aManifestOfOtherOriginHasARootAndNothingBelowFiles() {
    Map<String, FileNode> nodes = new HashMap<>();
    source.walk(
        "/",
        (path, node) -> {
          nodes.put(path, node);
          return true;
        });
    assertEquals(Manifest.of(source).paths(), Manifest.of(nodes).paths());
    FileNode file = nodes.get("/etc/b");
    assertRefused("/etc/b/x: it is in no directory", nodes, "/etc/b/x", file);
    assertRefused("/no/x: it is in no directory", nodes, "/no/x", file);
    assertRefused("/: it is in no directory", Map.of(), "/", file);
  }

  private static void assertRefused(
      String message, Map<String, FileNode> nodes, String path, FileNode node) {
    Map<String, FileNode> more = new HashMap<>(nodes);
    more.put(path, node);
    ImageException refused = assertThrows(ImageException.class, () -> Manifest.of(more));
    assertEquals(message, refused.problems().get(0).headline());
  }
}
