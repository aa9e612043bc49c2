package org.nodecustomize.seal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;

/**
 * Something that keeps its content and placement, and gets another time or label in the image. An
 * edit could not say that: it would give the label together with a new time, which makes rpm call
 * a file changed and Python compile it again.
 *
 * @param path without links in it
 * @param modified the time to give; empty where the one it has is to stay
 * @param label the SELinux context to give; empty where it is to stay
 */
public record Finish(String path, Optional<Instant> modified, Optional<String> label) {

  /** The placement that something has, with another label. */
  static Placement labelled(FileNode node, String context) {
    Map<String, Bytes> attributes = new TreeMap<>(node.attributes());
    // libselinux ends it by a zero byte, which libguestfs cannot carry; the kernel needs none.
    attributes.put(NodeStates.LABEL, Bytes.of(context.getBytes(StandardCharsets.UTF_8)));
    return new Placement(node.permissions(), node.uid(), node.gid(), attributes);
  }

  /** The placement that what is there now gets. */
  Placement placement(FileNode node) {
    return label.map(context -> labelled(node, context)).orElseGet(() -> Placement.of(node));
  }
}
