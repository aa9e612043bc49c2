package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Event;
import org.nodecustomize.op.TreeOperation;

/** Applies operations to small trees, each twice: the second time must edit nothing. */
final class Applied {
  static final Origin HERE = new Origin("site.yaml:3:5", "key");

  private Applied() {}

  /** What the operations change in the tree; notices and warnings come first, a line each. */
  static String to(SmallTree tree, TreeOperation... operations) {
    tree.begin();
    List<String> told = told(tree, operations);
    String difference = tree.difference();
    int edits = tree.edits().size();
    List<String> again = told(tree, operations);
    assertEquals(
        List.of(), tree.edits().subList(edits, tree.edits().size()), "edits of the second time");
    assertEquals(told, again, "what is told the second time");
    return String.join("", told) + difference;
  }

  private static List<String> told(SmallTree tree, TreeOperation... operations) {
    List<String> told = new ArrayList<>();
    for (TreeOperation operation : operations) {
      operation.apply(
          tree,
          event -> {
            if (event instanceof Event.Notice notice) {
              told.add("notice: " + notice.text() + "\n");
            } else if (event instanceof Event.Warning warning) {
              told.add("warning: " + warning.text() + "\n");
            } else {
              throw new AssertionError("unexpected: " + event);
            }
          });
    }
    return told;
  }

  /** Why an operation is refused; nothing may have been edited. */
  static String refused(SmallTree tree, TreeOperation operation) {
    tree.begin();
    String text = Problems.of(OperationException.class, () -> operation.apply(tree, event -> {}));
    assertEquals("", tree.difference());
    return text;
  }
}
