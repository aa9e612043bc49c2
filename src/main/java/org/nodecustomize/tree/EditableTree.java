package org.nodecustomize.tree;

/**
 * A tree that can be changed. Paths are absolute and plain (no {@code .}, {@code ..} or empty
 * part); links in the directories on the way are followed inside the tree, a link at the end is
 * replaced, not followed. Missing directories on the way are made, 0755 and owned by root. What is
 * changed gets the time of the run.
 *
 * <p>Where a name holds something of another type already, directory in the way of a file or the
 * other way round, {@link org.nodecustomize.diag.OperationException} says so; remove it first.
 */
public interface EditableTree extends FileTree {

  /** Makes a regular file, or replaces what is there but a directory; hard links of the old one stay as they are. */
  void putFile(String path, Content content, Placement placement);

  /** Makes a directory, or gives one that is there the placement. */
  void putDirectory(String path, Placement placement);

  /** Makes a symbolic link, or replaces what is there but a directory. */
  void putLink(String path, String target, Placement placement);

  /** Removes what is there, a directory with all that is in it; nothing happens where nothing is. */
  void remove(String path);

  /**
   * Gives what is at {@code path} another owner, mode and other attributes; the content stays.
   *
   * @throws org.nodecustomize.diag.OperationException where nothing is there
   */
  void setPlacement(String path, Placement placement);
}
