package org.nodecustomize.rule;

import org.nodecustomize.tree.NodeType;

/** Types of files in words for people. */
public final class NodeTypes {
  private NodeTypes() {}

  /** Singular, without an article. */
  public static String text(NodeType type) {
    return switch (type) {
      case REGULAR -> "file";
      case DIRECTORY -> "directory";
      case LINK -> "symbolic link";
      case BLOCK_DEVICE -> "block device";
      case CHARACTER_DEVICE -> "character device";
      case FIFO -> "fifo";
      case SOCKET -> "socket";
    };
  }
}
