package org.nodecustomize.tree;

/** The types of what a directory can hold. */
public enum NodeType {
  REGULAR,
  DIRECTORY,
  LINK,
  BLOCK_DEVICE,
  CHARACTER_DEVICE,
  FIFO,
  SOCKET;

  /**
   * The type in the upper bits of a {@code st_mode}, see inode(7).
   *
   * @throws IllegalArgumentException for a value that inode(7) does not have
   */
  public static NodeType ofMode(long mode) {
    return switch ((int) (mode & 0170000)) {
      case 0140000 -> SOCKET;
      case 0120000 -> LINK;
      case 0100000 -> REGULAR;
      case 0060000 -> BLOCK_DEVICE;
      case 0040000 -> DIRECTORY;
      case 0020000 -> CHARACTER_DEVICE;
      case 0010000 -> FIFO;
      default -> throw new IllegalArgumentException("not a file mode: " + Long.toOctalString(mode));
    };
  }
}
