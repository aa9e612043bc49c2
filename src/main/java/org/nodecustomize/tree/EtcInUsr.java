package org.nodecustomize.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A tree whose /etc is in /usr/etc, as OSTree commits have it: what is below /etc is looked for and
 * written there, so that whoever edits it need not know. /etc itself stays what it is, absent or
 * empty, which is how such a tree is told from others.
 */
public final class EtcInUsr implements EditableTree {
  private static final String ETC = "/etc/";
  private static final String USR = "/usr";

  private final EditableTree tree;

  public EtcInUsr(EditableTree tree) {
    this.tree = tree;
  }

  private static String place(String path) {
    return path.startsWith(ETC) ? USR + path : path;
  }

  @Override
  public boolean exists(String path) {
    return tree.exists(place(path));
  }

  @Override
  public Optional<NodeType> type(String path) {
    return tree.type(place(path));
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    return tree.read(place(path), limit);
  }

  @Override
  public Optional<String> link(String path) {
    return tree.link(place(path));
  }

  @Override
  public List<String> list(String path) {
    return tree.list(place(path));
  }

  @Override
  public Optional<FileNode> node(String path) {
    return tree.node(place(path));
  }

  @Override
  public Optional<String> resolve(String path) {
    return tree.resolve(place(path));
  }

  @Override
  public Optional<InputStream> open(String path) throws IOException {
    return tree.open(place(path));
  }

  @Override
  public void walk(String top, Visitor visitor) {
    String place = place(top);
    int more = place.length() - top.length();
    tree.walk(place, (path, node) -> visitor.visit(path.substring(more), node));
  }

  @Override
  public void putFile(String path, Content content, Placement placement) {
    tree.putFile(place(path), content, placement);
  }

  @Override
  public void putDirectory(String path, Placement placement) {
    tree.putDirectory(place(path), placement);
  }

  @Override
  public void putLink(String path, String target, Placement placement) {
    tree.putLink(place(path), target, placement);
  }

  @Override
  public void remove(String path) {
    tree.remove(place(path));
  }

  @Override
  public void setPlacement(String path, Placement placement) {
    tree.setPlacement(place(path), placement);
  }
}
