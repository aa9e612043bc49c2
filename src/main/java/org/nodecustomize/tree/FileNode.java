package org.nodecustomize.tree;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a file system keeps of one name, its content left out; as {@code lstat} and {@code
 * llistxattr} tell it.
 *
 * @param permissions the lower 12 bits of {@code st_mode}
 * @param size bytes; of a link, the length of its text
 * @param inode names with the same number are hard links of one file
 * @param links names that the file has
 * @param device major and minor number as in {@code st_rdev}; 0 for other than device files
 * @param target the text of a link; empty for all else
 * @param attributes extended attributes by their full name, {@code security.selinux} among them
 */
public record FileNode(
    NodeType type,
    int permissions,
    long uid,
    long gid,
    long size,
    Instant modified,
    long inode,
    long links,
    long device,
    Optional<String> target,
    Map<String, Bytes> attributes) {

  public FileNode {
    if ((permissions & ~07777) != 0) {
      throw new IllegalArgumentException("permissions " + Integer.toOctalString(permissions));
    }
    attributes =
        attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  public boolean isRegular() {
    return type == NodeType.REGULAR;
  }

  public boolean isDirectory() {
    return type == NodeType.DIRECTORY;
  }

  public boolean isLink() {
    return type == NodeType.LINK;
  }
}
