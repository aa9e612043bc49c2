package org.nodecustomize.tree;

import java.util.List;
import java.util.Optional;

/**
 * A file tree to look at: the root file system of an image, or one made in memory for a test. Paths
 * are absolute, with {@code /} between names; links are resolved inside the tree, never on the host.
 */
public interface TreeView {

  /** Whether something is at {@code path}, links followed. */
  boolean exists(String path);

  /** What {@code path} itself is, links not followed; empty where nothing is there. */
  Optional<NodeType> type(String path);

  /**
   * The content of the regular file that {@code path} leads to, links followed.
   *
   * @param limit bytes; a larger file is a failure of the tree, not a short read
   * @return empty where there is no regular file
   */
  Optional<byte[]> read(String path, int limit);

  /** The text of the link at {@code path}; empty where there is no link. */
  Optional<String> link(String path);

  /** The names in a directory, sorted bytewise; empty where there is no directory. */
  List<String> list(String path);
}
