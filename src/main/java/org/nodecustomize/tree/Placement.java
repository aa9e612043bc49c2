package org.nodecustomize.tree;

import java.util.Map;

/**
 * Who owns what is placed in a tree, and who may do what with it.
 *
 * @param permissions the lower 12 bits of {@code st_mode}; of no meaning for links
 * @param attributes extended attributes by their full name
 */
public record Placement(int permissions, long uid, long gid, Map<String, Bytes> attributes) {

  public Placement {
    if ((permissions & ~07777) != 0) {
      throw new IllegalArgumentException("permissions " + Integer.toOctalString(permissions));
    }
    attributes = Map.copyOf(attributes);
  }

  /** Owned by root, without extended attributes. */
  public static Placement ofRoot(int permissions) {
    return new Placement(permissions, 0, 0, Map.of());
  }

  /** As something is placed already. */
  public static Placement of(FileNode node) {
    return new Placement(node.permissions(), node.uid(), node.gid(), node.attributes());
  }
}
