package org.nodecustomize.tree;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What has to be done to a tree to make it another: first all {@link #placements}, then all {@link
 * #removals}, then all {@link #puts}. Every path is without links in it.
 *
 * @param placements changes of what keeps its content, sorted
 * @param removals what is taken away, a directory with all that is in it, sorted; none is below
 *     another
 * @param puts what is written, in the order of a walk: a directory before what is in it, and all
 *     that is in it before the next
 */
public record TreeEdits(List<Replacement> placements, List<String> removals, List<Put> puts) {

  public TreeEdits {
    placements = List.copyOf(placements);
    removals = List.copyOf(removals);
    puts = List.copyOf(puts);
  }

  /** Whether the tree is to stay as it is. */
  public boolean isEmpty() {
    return placements.isEmpty() && removals.isEmpty() && puts.isEmpty();
  }

  /**
   * Another owner, mode or other attributes for something that is there and is no directory.
   *
   * @param before as it is placed; what {@code after} has not is taken away
   * @param modified the time that it gets
   */
  public record Replacement(
      String path, NodeType type, Placement before, Placement after, Instant modified) {}

  /** Something that is written. */
  public sealed interface Put {
    String path();

    Placement placement();

    Instant modified();
  }

  /** A regular file, a new inode even where one was. */
  public record PutFile(String path, Content content, Placement placement, Instant modified)
      implements Put {}

  /**
   * A directory, made or given its placement and time.
   *
   * @param lost names of extended attributes to take away from the one that is there
   */
  public record PutDirectory(String path, Placement placement, Instant modified, Set<String> lost)
      implements Put {

    public PutDirectory {
      lost = Set.copyOf(lost);
    }
  }

  /** A symbolic link. */
  public record PutLink(String path, String target, Placement placement, Instant modified)
      implements Put {}
}
