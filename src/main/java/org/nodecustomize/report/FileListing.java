package org.nodecustomize.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nodecustomize.tree.FileNode;

/**
 * Files of an image.
 *
 * @param path as it was asked for
 * @param entries in the order of their names
 * @param users names of the image's users by their number
 * @param groups names of the image's groups by their number
 */
public record FileListing(
    Path image,
    String path,
    List<Entry> entries,
    Map<Long, String> users,
    Map<Long, String> groups) {

  public FileListing {
    entries = List.copyOf(entries);
    users = Map.copyOf(users);
    groups = Map.copyOf(groups);
  }

  /**
   * One file.
   *
   * @param name in its directory; the path, where one file was asked for
   */
  public record Entry(String name, FileNode node) {}

  String user(FileNode node) {
    return users.getOrDefault(node.uid(), Long.toString(node.uid()));
  }

  String group(FileNode node) {
    return groups.getOrDefault(node.gid(), Long.toString(node.gid()));
  }
}
