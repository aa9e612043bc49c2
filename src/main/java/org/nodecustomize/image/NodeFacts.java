package org.nodecustomize.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.DeviceNumber;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.NodeType;

/** What a file system keeps of a name, in words; times and content left out. */
final class NodeFacts {
  private static final String LABEL = "security.selinux";

  private NodeFacts() {}

  /** All facts, for a name that came or went. */
  static Map<String, String> of(FileNode node) {
    Map<String, String> facts = new LinkedHashMap<>(compared(node));
    if (node.isRegular()) {
      facts.put("size", size(node));
      facts.remove("hard links");
    }
    return facts;
  }

  /** What differs. */
  static List<FactChange> between(FileNode before, FileNode after) {
    if (before.equals(after)) {
      return List.of();
    }
    Map<String, String> left = compared(before);
    Map<String, String> right = compared(after);
    List<FactChange> changes = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>(left);
    names.putAll(right);
    for (String name : names.keySet()) {
      Optional<String> was = Optional.ofNullable(left.get(name));
      Optional<String> is = Optional.ofNullable(right.get(name));
      if (!was.equals(is)) {
        changes.add(new FactChange(name, was, is));
      }
    }
    return changes;
  }

  /** For instance {@code 1,024 bytes}. */
  static String size(FileNode node) {
    return String.format(Locale.ROOT, node.size() == 1 ? "%,d byte" : "%,d bytes", node.size());
  }

  private static Map<String, String> compared(FileNode node) {
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
    if (node.isRegular() && node.links() > 1) {
      facts.put("hard links", Long.toString(node.links()));
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
