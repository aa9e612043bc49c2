package org.nodecustomize.rule;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.NodeType;

/** A tree that nothing can be asked of: rules that look at files could not check, others can. */
public final class UnreadableTree implements FileTree {
  private final String why;

  /**
   * A tree that cannot be read.
   *
   * @param why in words for people
   */
  public UnreadableTree(String why) {
    this.why = why;
  }

  private OperationException refusal() {
    return new OperationException(Problem.of("the files were not read: " + why));
  }

  @Override
  public Optional<FileNode> node(String path) {
    throw refusal();
  }

  @Override
  public Optional<String> resolve(String path) {
    throw refusal();
  }

  @Override
  public Optional<InputStream> open(String path) {
    throw refusal();
  }

  @Override
  public void walk(String top, Visitor visitor) {
    throw refusal();
  }

  @Override
  public boolean exists(String path) {
    throw refusal();
  }

  @Override
  public Optional<NodeType> type(String path) {
    throw refusal();
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    throw refusal();
  }

  @Override
  public Optional<String> link(String path) {
    throw refusal();
  }

  @Override
  public List<String> list(String path) {
    throw refusal();
  }
}
