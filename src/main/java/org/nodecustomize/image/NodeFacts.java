package org.nodecustomize.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.tree.Aspect;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.DeviceNumber;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.TreeDifference;

/** What a file system keeps of a name, in words; times and content left out. */
final class NodeFacts {
  private static final String LABEL = "security.selinux";

  private NodeFacts() {}

  /** What differs; of a name that came or went, all that it is or was. */
  static List<FactChange> of(TreeDifference.Entry entry) {
    Map<String, String> before = entry.before().map(NodeFacts::facts).orElseGet(Map::of);
    Map<String, String> after = entry.after().map(NodeFacts::facts).orElseGet(Map::of);
    List<FactChange> changes = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>(before);
    names.putAll(after);
    for (String name : names.keySet()) {
      Optional<String> was = Optional.ofNullable(before.get(name));
      Optional<String> is = Optional.ofNullable(after.get(name));
      if (!was.equals(is)) {
        changes.add(new FactChange(name, was, is));
      }
    }
    boolean single = entry.kind() != TreeDifference.Kind.CHANGED;
    if (entry.aspects().contains(Aspect.LINKS) || (single && hasSeveralNames(entry))) {
      changes.add(new FactChange("hard links", links(entry.before()), links(entry.after())));
    }
    boolean wasFile = entry.before().filter(FileNode::isRegular).isPresent();
    boolean isFile = entry.after().filter(FileNode::isRegular).isPresent();
    boolean content = single ? wasFile || isFile : entry.aspects().contains(Aspect.CONTENT);
    if (content) {
      changes.add(
          new FactChange(
              "content", entry.before().map(NodeFacts::size), entry.after().map(NodeFacts::size)));
    }
    return changes;
  }

  private static boolean hasSeveralNames(TreeDifference.Entry entry) {
    return entry
        .after()
        .or(entry::before)
        .filter(node -> !node.isDirectory() && node.links() > 1)
        .isPresent();
  }

  private static Optional<String> links(Optional<FileNode> node) {
    return node.map(file -> file.links() == 1 ? "1 name" : file.links() + " names");
  }

  /** For instance {@code 1,024 bytes}. */
  private static String size(FileNode node) {
    return String.format(Locale.ROOT, node.size() == 1 ? "%,d byte" : "%,d bytes", node.size());
  }

  private static Map<String, String> facts(FileNode node) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("type", type(node.type()));
    if (!node.isLink()) {
      facts.put("mode", String.format(Locale.ROOT, "%04o", node.permissions()));
    }
    facts.put("owner", node.uid() + ":" + node.gid());
    node.target().ifPresent(target -> facts.put("target", target));
    if (node.type() == NodeType.BLOCK_DEVICE || node.type() == NodeType.CHARACTER_DEVICE) {
      facts.put(
          "device", DeviceNumber.major(node.device()) + ":" + DeviceNumber.minor(node.device()));
    }
    for (Map.Entry<String, Bytes> attribute : new TreeMap<>(node.attributes()).entrySet()) {
      if (attribute.getKey().equals(LABEL)) {
        facts.put("label", label(attribute.getValue()));
      } else {
        facts.put("xattr " + attribute.getKey(), attribute.getValue().toString());
      }
    }
    return facts;
  }

  /** Labels are kept with a final NUL or without one. */
  private static String label(Bytes value) {
    String text = new String(value.toArray(), StandardCharsets.ISO_8859_1);
    return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
  }

  private static String type(NodeType type) {
    return type == NodeType.REGULAR
        ? "file"
        : type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
