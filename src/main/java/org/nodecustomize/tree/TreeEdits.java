package org.nodecustomize.tree;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
   * @param content of a regular file, which stays; it reads from the base
   * @param before as it is placed; what {@code after} has not is taken away
   * @param modified the time that it gets
   */
  public record Replacement(
      String path,
      NodeType type,
      Optional<Content> content,
      Placement before,
      Placement after,
      Instant modified) {

    public boolean changesOwner() {
      return before.uid() != after.uid() || before.gid() != after.gid();
    }

    /** Another owner takes set-uid bits away, so the mode is set after it. */
    public boolean changesMode() {
      return changesOwner() || before.permissions() != after.permissions();
    }

    /** Attributes to set after owner and mode, which take capabilities and access control lists. */
    public Map<String, Bytes> attributesToSet() {
      Map<String, Bytes> attributes = new TreeMap<>(after.attributes());
      attributes
          .entrySet()
          .removeIf(
              entry ->
                  before.attributes().entrySet().contains(entry)
                      && !(changesOwner() && entry.getKey().equals("security.capability"))
                      && !(changesMode() && entry.getKey().equals("system.posix_acl_access")));
      return attributes;
    }
  }

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
