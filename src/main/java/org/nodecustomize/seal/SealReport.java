package org.nodecustomize.seal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.PathOrder;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;
import org.nodecustomize.tree.TreePaths;

/**
 * What sealing did.
 *
 * @param deeds what was done and why
 * @param finishes times and labels to set in the image after the edits, sorted by path, each once
 * @param notices what the user should know, one line each
 * @param problems what will fail at a consumer and cannot be sealed
 */
public record SealReport(
    List<Deed> deeds, List<Finish> finishes, List<String> notices, List<Problem> problems) {

  /**
   * One thing that was done.
   *
   * @param rule the layout rule that asks for it, for instance {@code NC101}; empty where none does
   * @param path what it was done to
   * @param text one sentence with what and why
   */
  public record Deed(String rule, String path, String text) {}

  public SealReport {
    deeds = List.copyOf(deeds);
    finishes = List.copyOf(finishes);
    notices = List.copyOf(notices);
    problems = List.copyOf(problems);
  }

  /** Whether the image was sealed already. */
  public boolean isEmpty() {
    return deeds.isEmpty() && finishes.isEmpty();
  }

  /**
   * All that has to be done to the image: the edits of the sealed tree and the finishes.
   *
   * @param after the tree that was sealed, with no edits since
   */
  public TreeEdits edits(EditedTree after) {
    TreeEdits edits = after.edits();
    if (finishes.isEmpty()) {
      return edits;
    }
    List<TreeEdits.Replacement> placements = new ArrayList<>(edits.placements());
    SortedMap<String, TreeEdits.Put> puts = new TreeMap<>(PathOrder.PATHS);
    edits.puts().forEach(put -> puts.put(put.path(), put));
    for (Finish finish : finishes) {
      FileNode node = after.node(finish.path()).orElseThrow();
      Instant modified = finish.modified().orElse(node.modified());
      if (node.isDirectory()) {
        puts.put(
            finish.path(),
            new TreeEdits.PutDirectory(finish.path(), finish.placement(node), modified, Set.of()));
      } else if (node.isLink()) {
        puts.put(
            finish.path(),
            new TreeEdits.PutLink(
                finish.path(), node.target().orElseThrow(), finish.placement(node), modified));
        String parent = TreePaths.parent(finish.path());
        puts.computeIfAbsent(parent, path -> kept(after, path));
      } else {
        placements.add(
            new TreeEdits.Replacement(
                finish.path(), node.type(), Placement.of(node), finish.placement(node), modified));
      }
    }
    placements.sort((one, other) -> PathOrder.PATHS.compare(one.path(), other.path()));
    return new TreeEdits(placements, edits.removals(), List.copyOf(puts.values()));
  }

  /** A directory as it is: a link that is made anew in it would give it the time of the clock. */
  private static TreeEdits.Put kept(EditedTree after, String directory) {
    FileNode node = after.node(directory).orElseThrow();
    return new TreeEdits.PutDirectory(directory, Placement.of(node), node.modified(), Set.of());
  }
}
