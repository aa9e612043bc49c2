package org.nodecustomize.rule;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;

/** A tree in which one file is told to be larger than it is. */
record GrownTree(FileTree tree, String grown, long size) implements FileTree {

  private FileNode told(String path, FileNode node) {
    return path.equals(grown)
        ? new FileNode(
            node.type(),
            node.permissions(),
            node.uid(),
            node.gid(),
            size,
            node.modified(),
            node.inode(),
            node.links(),
            node.device(),
            node.target(),
            node.attributes())
        : node;
  }

  @Override
  public Optional<FileNode> node(String path) {
    return tree.node(path).map(node -> told(path, node));
  }

  @Override
  public Optional<String> resolve(String path) {
    return tree.resolve(path);
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    return tree.open(path);
  }

  @Override
  public void walk(String top, Visitor visitor) {
    tree.walk(top, (path, node) -> visitor.visit(path, told(path, node)));
  }

  @Override
  public boolean exists(String path) {
    return tree.exists(path);
  }

  @Override
  public Optional<NodeType> type(String path) {
    return tree.type(path);
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    return tree.read(path, limit);
  }

  @Override
  public Optional<String> link(String path) {
    return tree.link(path);
  }

  @Override
  public List<String> list(String path) {
    return tree.list(path);
  }
}
