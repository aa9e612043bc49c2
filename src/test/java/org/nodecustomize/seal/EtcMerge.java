package org.nodecustomize.seal;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;

/**
 * What imgbased makes of one path of /etc when a host is upgraded, as observed: first {@code rsync
 * --update} of the host's over the image's, then the image's pristine copy where the host's file is
 * as its own pristine copy, then what the host changed. It compares by size and time first, and
 * what is of another type than its copy it does not compare.
 */
final class EtcMerge {
  static final String ABORTS = "the upgrade aborts";
  private static final String FACTORY = "/usr/share/factory";

  private final FileTree host;
  private final FileTree image;

  /**
   * @param host the old layer with what the host changed in it
   * @param image the new layer before the upgrade
   */
  EtcMerge(FileTree host, FileTree image) {
    this.host = host;
    this.image = image;
  }

  /** A name in a layer. */
  private record Name(FileTree tree, String path) {
    Optional<FileNode> node() {
      return tree.node(path);
    }

    boolean isFile() {
      return node().filter(FileNode::isRegular).isPresent();
    }

    boolean isThere() {
      return node().isPresent();
    }

    boolean isFullDirectory() {
      return node().filter(FileNode::isDirectory).isPresent() && !tree.list(path).isEmpty();
    }
  }

  /** The text of a file, {@code link to TARGET}, {@code directory}, {@code absent}, or {@link #ABORTS}. */
  String of(String path) {
    Name old = new Name(host, path);
    Name oldCopy = new Name(host, FACTORY + path);
    Name now = new Name(image, path);
    Name copy = new Name(image, FACTORY + path);
    if (path.equals("/etc/passwd")) {
      return accounts(old, copy);
    }
    if (!old.isThere()) {
      return state(now);
    }
    if (old.isFile() && now.isFullDirectory()) {
      return ABORTS;
    }
    Name result = now;
    boolean newerWins =
        old.isFile()
            && now.isFile()
            && now.node().orElseThrow().modified().isAfter(old.node().orElseThrow().modified());
    if (!newerWins) {
      result = old;
    }
    boolean comparable = old.isFile() && oldCopy.isFile();
    boolean unchanged = comparable && seemsSame(old, oldCopy);
    if (unchanged && copy.isFile() && !seemsSame(old, copy)) {
      result = copy;
    }
    if (!now.isThere() && !copy.isThere()) {
      result = now;
    }
    boolean changedByHost = !oldCopy.isThere() || (comparable && !unchanged);
    return state(changedByHost ? old : result);
  }

  /** The host's accounts, and those that the image's pristine copy has besides. */
  private static String accounts(Name old, Name copy) {
    Set<String> lines = new LinkedHashSet<>();
    text(old).lines().forEach(lines::add);
    Set<String> names =
        lines.stream().map(line -> line.split(":", -1)[0]).collect(Collectors.toSet());
    text(copy).lines().filter(line -> !names.contains(line.split(":", -1)[0])).forEach(lines::add);
    return String.join("\n", lines) + "\n";
  }

  private static boolean seemsSame(Name one, Name other) {
    FileNode a = one.node().orElseThrow();
    FileNode b = other.node().orElseThrow();
    return a.size() == b.size()
        && (a.modified().equals(b.modified()) || text(one).equals(text(other)));
  }

  private static String text(Name name) {
    return Sealing.text(name.tree(), name.path());
  }

  private static String state(Name name) {
    Optional<FileNode> node = name.node();
    if (node.isEmpty()) {
      return "absent";
    }
    if (node.get().isLink()) {
      return "link to " + node.get().target().orElseThrow();
    }
    return node.get().isRegular() ? text(name) : "directory";
  }
}
