package org.nodecustomize.site;

import java.util.List;

/**
 * What shall stand in the tree of the image, and what not.
 *
 * @param removals are done before anything is written
 * @param edits are done after everything is written
 * @param permissions are set last
 */
public record Files(
    List<FileItem> files,
    List<DirectoryItem> directories,
    List<TreeItem> trees,
    List<LinkItem> links,
    List<RemoveItem> removals,
    List<EditItem> edits,
    List<PermissionItem> permissions) {

  /** No wish. */
  public static final Files NONE =
      new Files(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public Files {
    files = List.copyOf(files);
    directories = List.copyOf(directories);
    trees = List.copyOf(trees);
    links = List.copyOf(links);
    removals = List.copyOf(removals);
    edits = List.copyOf(edits);
    permissions = List.copyOf(permissions);
  }
}
