package org.nodecustomize.seal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.Placement;

/** Whether two names hold the same: type, content, target, owner, mode, attributes but the label. */
final class NodeStates {
  static final String LABEL = "security.selinux";
  private static final int BUFFER = 64 << 10;

  private NodeStates() {}

  /** A name in a tree. */
  record Name(FileTree tree, String path) {
    Optional<FileNode> node() {
      return tree.node(path);
    }
  }

  /** Whether two names hold the same, or both nothing. Times and labels may differ. */
  static boolean same(Name one, Name other) {
    Optional<FileNode> a = one.node();
    Optional<FileNode> b = other.node();
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() && b.isEmpty();
    }
    return samePlacement(a.get(), b.get()) && sameContent(one, other);
  }

  static boolean samePlacement(FileNode a, FileNode b) {
    return a.type() == b.type()
        && (a.isLink() || a.permissions() == b.permissions())
        && a.uid() == b.uid()
        && a.gid() == b.gid()
        && attributes(a).equals(attributes(b));
  }

  /** Whether two names of the same type hold the same content. */
  static boolean sameContent(Name one, Name other) {
    FileNode a = one.node().orElseThrow();
    FileNode b = other.node().orElseThrow();
    if (a.type() != NodeType.REGULAR) {
      return a.type() == b.type()
          && a.target().equals(b.target())
          && (a.isDirectory() || a.device() == b.device());
    }
    if (b.type() != NodeType.REGULAR || a.size() != b.size()) {
      return false;
    }
    try (InputStream left = open(one);
        InputStream right = open(other)) {
      byte[] block = left.readNBytes(BUFFER);
      while (block.length > 0) {
        if (!Arrays.equals(block, right.readNBytes(block.length))) {
          return false;
        }
        block = left.readNBytes(BUFFER);
      }
      return right.read() < 0;
    } catch (IOException e) {
      throw new OperationException(Problem.at(one.path(), "cannot be read: " + e.getMessage()), e);
    }
  }

  private static InputStream open(Name name) throws IOException {
    return name.tree().open(name.path()).orElseGet(InputStream::nullInputStream);
  }

  /** The attributes without the label, which depends on the path. */
  static Map<String, Bytes> attributes(FileNode node) {
    Map<String, Bytes> attributes = new HashMap<>(node.attributes());
    attributes.remove(LABEL);
    return attributes;
  }

  /** The placement without the label. */
  static Placement placement(FileNode node) {
    return new Placement(node.permissions(), node.uid(), node.gid(), attributes(node));
  }
}
