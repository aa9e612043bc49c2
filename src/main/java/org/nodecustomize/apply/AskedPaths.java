package org.nodecustomize.apply;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.TreeItem;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.TreePaths;

/** The paths that a recipe asks for, by name or with the directory of this machine that they are in. */
final class AskedPaths {
  private static final String VENDOR = "/usr/etc/";
  private static final String LABEL = "security.selinux";

  private final Site site;
  private final Set<String> named = new HashSet<>();
  private final Set<String> labelled = new HashSet<>();

  AskedPaths(Site site) {
    this.site = site;
    site.files().files().forEach(one -> add(one.path(), one.xattrs()));
    site.files().directories().forEach(one -> add(one.path(), one.xattrs()));
    site.files().links().forEach(one -> named.add(one.path()));
    site.files().edits().forEach(one -> named.add(one.path()));
    site.settings().hostname().ifPresent(one -> named.add("/etc/hostname"));
  }

  private void add(String path, SortedMap<String, Bytes> attributes) {
    named.add(path);
    if (attributes.containsKey(LABEL)) {
      labelled.add(path);
    }
  }

  /** Whether a path of the image was asked for. */
  boolean names(String path) {
    return named.contains(path)
        || named.contains(written(path))
        || site.files().trees().stream().anyMatch(tree -> holds(tree, written(path)));
  }

  /** Whether an SELinux label was asked for there. */
  boolean labels(String path) {
    return labelled.contains(path) || labelled.contains(written(path));
  }

  /** The path as recipes write it, wherever the image has its /etc. */
  private static String written(String path) {
    return path.startsWith(VENDOR) ? path.substring("/usr".length()) : path;
  }

  private static boolean holds(TreeItem tree, String path) {
    return !path.equals(tree.path())
        && TreePaths.isAtOrBelow(path, tree.path())
        && Files.exists(
            tree.source().resolve(path.substring(TreePaths.child(tree.path(), "").length())),
            LinkOption.NOFOLLOW_LINKS);
  }
}
