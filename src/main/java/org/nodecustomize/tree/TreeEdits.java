package org.nodecustomize.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
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
   * Another owner, mode or other attributes for something that is there and is neither a directory
   * nor a link.
   *
   * @param before as it is placed; what {@code after} has not is taken away
   * @param modified the time that it gets
   */
  public record Replacement(
      String path, NodeType type, Placement before, Placement after, Instant modified) {

    static Replacement of(String path, FileNode before, Placement after, Instant modified) {
      return new Replacement(path, before.type(), Placement.of(before), after, modified);
    }

    /**
     * Whether it can be done in place: libguestfs takes paths as UTF-8 and values as C strings,
     * which may have a zero byte at their end only.
     */
    boolean isInPlace() {
      return Arrays.equals(TreeNames.encode(path), path.getBytes(UTF_8))
          && attributesToSet().values().stream().noneMatch(Replacement::isBinary);
    }

    private static boolean isBinary(Bytes value) {
      String text = new String(value.toArray(), ISO_8859_1);
      return text.indexOf(0) >= 0 && text.indexOf(0) < text.length() - 1;
    }

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

  /**
   * What is to be done at one path.
   *
   * @param placement of what keeps its content
   * @param removed whether what is there is taken away, before anything is written
   */
  public record At(
      String path, Optional<Replacement> placement, boolean removed, Optional<Put> put) {

    /** What is to be done here and was not before. */
    At since(At before) {
      return new At(
          path,
          placement.filter(one -> !before.placement.equals(Optional.of(one))),
          removed && !before.removed,
          put.filter(one -> !before.put.equals(Optional.of(one))));
    }

    /** Whether nothing is to be done. */
    public boolean isNothing() {
      return placement.isEmpty() && !removed && put.isEmpty();
    }

    static At nothing(String path) {
      return new At(path, Optional.empty(), false, Optional.empty());
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
