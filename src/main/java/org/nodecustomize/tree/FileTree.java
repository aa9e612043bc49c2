package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A file tree with all that the file system keeps. Names that are not UTF-8 are told as {@link
 * TreeNames} says, so that every path has one spelling.
 */
public interface FileTree extends TreeView {

  /** What is at {@code path} itself: links on the way are followed, one at its end is not. */
  Optional<FileNode> node(String path);

  /**
   * The path without links in it of what {@code path} leads to, the last link followed too; empty
   * where it leads nowhere or in a circle.
   */
  Optional<String> resolve(String path);

  /**
   * Opens the regular file at {@code path}, links followed; the caller closes it.
   *
   * @return empty where there is no regular file
   * @throws IOException only while the stream is read
   */
  Optional<InputStream> open(String path) throws IOException;

  /**
   * Visits what is at {@code top} and below, a directory before its entries, names in the order of
   * their bytes. Links are visited, not followed. Nothing happens where nothing is.
   */
  void walk(String top, Visitor visitor);

  /** Is told what a walk finds. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Something was found.
     *
     * @return whether the entries of this directory are to be visited; of no meaning for all else
     */
    boolean visit(String path, FileNode node);
  }
}
