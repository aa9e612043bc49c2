package org.nodecustomize.op;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Event;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;

/** A tree that operations are applied to, each of them twice: the second time must edit nothing. */
public final class Applied {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  public static final Origin ORIGIN = new Origin("site.yaml:3:5", "wish");

  private FileTree base;
  private EditedTree tree;
  private final List<String> told = new ArrayList<>();

  public Applied(FileTree base) {
    this.base = base;
    this.tree = new EditedTree(base, NOW);
  }

  public Applied apply(TreeOperation operation) {
    operation.apply(tree, event -> tell(event, told));
    EditedTree again = new EditedTree(tree, NOW.plusSeconds(60));
    operation.apply(again, event -> {});
    assertTrue(again.edits().isEmpty(), () -> operation.title() + " again: " + again.edits());
    base = tree;
    tree = new EditedTree(base, NOW);
    return this;
  }

  private static void tell(Event event, List<String> told) {
    if (event instanceof Event.Warning warning) {
      told.add("warning: " + warning.text());
    } else if (event instanceof Event.Notice notice) {
      told.add("notice: " + notice.text());
    }
  }

  /** What an operation fails with. */
  public String failure(TreeOperation operation) {
    return Problems.of(
        OperationException.class, () -> operation.apply(new EditedTree(tree, NOW), event -> {}));
  }

  /** Warnings and notices so far. */
  public List<String> told() {
    return List.copyOf(told);
  }

  public FileTree tree() {
    return tree;
  }

  public String text(String path) {
    return new String(tree.read(path, 1 << 20).orElseThrow(() -> new AssertionError(path)), UTF_8);
  }

  public FileNode node(String path) {
    return tree.node(path).orElseThrow(() -> new AssertionError("nothing at " + path));
  }

  /** Mode in octal, owner and group. */
  public String placed(String path) {
    FileNode node = node(path);
    return Integer.toOctalString(node.permissions()) + " " + node.uid() + " " + node.gid();
  }
}
