package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.OperationException;

/** Edits of an {@link EditedTree} that leave content and placement as they are. */
class TouchedTreeTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final MemoryTree base =
      new MemoryTree()
          .file("/etc/hosts", "127.0.0.1 localhost\n")
          .mode("/etc/hosts", 0600)
          .file("/usr/bin/tool", "tool")
          .hardLink("/boot/tool", "/usr/bin/tool")
          .symbolicLink("/etc/localtime", "../usr/share/zoneinfo/UTC");

  private final EditedTree tree = new EditedTree(base, NOW);

  private FileNode node(String path) {
    return tree.node(path).orElseThrow();
  }

  @Test
  void aTouchedFileKeepsEverythingButItsTime() {
    tree.touch("/etc/hosts");
    assertEquals(NOW, node("/etc/hosts").modified());
    assertEquals(0600, node("/etc/hosts").permissions());
    TreeEdits edits = tree.edits();
    assertEquals(List.of(), edits.puts());
    assertEquals(
        List.of("/etc/hosts"),
        edits.placements().stream().map(TreeEdits.Replacement::path).toList());
    assertEquals(NOW, edits.placements().get(0).modified());
    assertEquals(edits.placements().get(0).before(), edits.placements().get(0).after());
  }

  @Test
  void directoriesAndLinksAreWrittenAsTheyAreWithTheNewTime() {
    tree.touch("/usr");
    tree.touch("/etc/localtime");
    List<TreeEdits.Put> puts = tree.edits().puts();
    assertEquals(
        List.of("/etc", "/etc/localtime", "/usr"), puts.stream().map(TreeEdits.Put::path).toList());
    puts.forEach(put -> assertEquals(NOW, put.modified()));
    assertEquals("../usr/share/zoneinfo/UTC", tree.link("/etc/localtime").orElseThrow());
  }

  @Test
  void allNamesOfAFileAreTouched() {
    tree.touch("/usr/bin/tool");
    assertEquals(NOW, node("/boot/tool").modified());
    assertEquals(1, tree.edits().placements().size());
  }

  @Test
  void touchingTwiceIsTouchingOnce() {
    tree.touch("/usr");
    tree.touch("/etc/hosts");
    TreeEdits once = tree.edits();
    tree.touch("/usr");
    tree.touch("/etc/hosts");
    assertEquals(once, tree.edits());
  }

  @Test
  void whatIsNotThereCannotBeTouched() {
    assertThrows(OperationException.class, () -> tree.touch("/nothing"));
    assertThrows(OperationException.class, () -> tree.separate("/nothing"));
    assertThrows(OperationException.class, () -> tree.separate("/etc"));
  }

  @Test
  void aSeparatedNameIsAFileOfItsOwn() {
    tree.separate("/boot/tool");
    assertTrue(node("/boot/tool").inode() != node("/usr/bin/tool").inode());
    assertEquals(1, node("/boot/tool").links());
    assertEquals(
        "tool", new String(tree.read("/boot/tool", 100).orElseThrow(), StandardCharsets.UTF_8));
    assertEquals(
        List.of("/boot", "/boot/tool"),
        tree.edits().puts().stream().map(TreeEdits.Put::path).toList());
  }
}
