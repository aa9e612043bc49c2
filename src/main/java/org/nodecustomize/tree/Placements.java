package org.nodecustomize.tree;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What becomes of owners, modes and attributes when something is placed. */
final class Placements {
  private static final String LABEL = "security.selinux";

  private Placements() {}

  /** Whether something is placed so already. */
  static boolean same(FileNode node, Placement placement) {
    return (node.isLink() || node.permissions() == placement.permissions())
        && node.uid() == placement.uid()
        && node.gid() == placement.gid()
        && node.attributes().equals(kept(node, placement).attributes());
  }

  /** The placement, with the label that is there if it has none. */
  static Placement kept(FileNode node, Placement placement) {
    if (!node.attributes().containsKey(LABEL) || placement.attributes().containsKey(LABEL)) {
      return placement;
    }
    Map<String, Bytes> attributes = new HashMap<>(placement.attributes());
    attributes.put(LABEL, node.attributes().get(LABEL));
    return new Placement(placement.permissions(), placement.uid(), placement.gid(), attributes);
  }

  /** The same thing placed otherwise. */
  static FileNode placed(FileNode node, Placement placement, Instant time) {
    Placement kept = kept(node, placement);
    return new FileNode(
        node.type(),
        kept.permissions(),
        kept.uid(),
        kept.gid(),
        node.size(),
        time,
        node.inode(),
        node.links(),
        node.device(),
        node.target(),
        kept.attributes());
  }

  /** What something is, with its article. */
  static String name(FileNode node) {
    return switch (node.type()) {
      case REGULAR -> "a file";
      case DIRECTORY -> "a directory";
      case LINK -> "a link to \"" + node.target().orElse("") + "\"";
      case BLOCK_DEVICE, CHARACTER_DEVICE -> "a device";
      case FIFO -> "a FIFO";
      case SOCKET -> "a socket";
    };
  }
}
