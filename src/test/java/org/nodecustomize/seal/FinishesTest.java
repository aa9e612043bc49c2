package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;

class FinishesTest {
  private static final Instant TIME = Images.TIME;

  private final MemoryTree base =
      new MemoryTree().file("/a/file", "x").symbolicLink("/a/link", "file").directory("/d");
  private final EditedTree after = new EditedTree(base, TIME);

  private static SealReport report(Finish... finishes) {
    return new SealReport(List.of(), List.of(finishes), List.of(), List.of());
  }

  @Test
  void aLabelKeepsTheTimeAndATimeKeepsTheRest() {
    TreeEdits edits =
        report(
                new Finish("/a/file", Optional.empty(), Optional.of("u:r:t_t:s0")),
                new Finish("/d", Optional.of(TIME), Optional.empty()))
            .edits(after);
    TreeEdits.Replacement replacement = edits.placements().get(0);
    assertEquals("/a/file", replacement.path());
    assertEquals(MemoryTree.TIME, replacement.modified());
    assertEquals(List.of("security.selinux"), List.copyOf(replacement.attributesToSet().keySet()));
    assertEquals(
        List.of(new TreeEdits.PutDirectory("/d", Placement.ofRoot(0755), TIME, Set.of())),
        edits.puts());
  }

  @Test
  void aLinkIsMadeAnewAndItsDirectoryKeepsItsTime() {
    TreeEdits edits =
        report(new Finish("/a/link", Optional.of(TIME), Optional.empty())).edits(after);
    assertEquals(
        List.of("/a " + MemoryTree.TIME, "/a/link " + TIME),
        edits.puts().stream().map(put -> put.path() + " " + put.modified()).toList());
  }

  @Test
  void editsAndFinishesAreInTheOrderOfAWalk() {
    after.putFile("/b", Content.of(new byte[0]), Placement.ofRoot(0644));
    after.setPlacement("/a/file", Placement.ofRoot(0600));
    TreeEdits edits = report(new Finish("/d", Optional.of(TIME), Optional.empty())).edits(after);
    assertEquals(List.of("/", "/b", "/d"), edits.puts().stream().map(TreeEdits.Put::path).toList());
    assertEquals(1, edits.placements().size());
  }
}
