package org.nodecustomize.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.TreeEdits;

/**
 * A mounted image seen by one of several runs in the same appliance: each has its own directory
 * below the shared scratch drive, packages included, since no drive can be added after the boot.
 */
record OwnDirectories(MountedImage image, String scratch, String packages) implements MountedImage {

  @Override
  public boolean exists(String path) {
    return image.exists(path);
  }

  @Override
  public Optional<NodeType> type(String path) {
    return image.type(path);
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    return image.read(path, limit);
  }

  @Override
  public Optional<String> link(String path) {
    return image.link(path);
  }

  @Override
  public List<String> list(String path) {
    return image.list(path);
  }

  @Override
  public CommandResult run(String script, Duration limit, Consumer<String> lines) {
    return image.run(script, limit, lines);
  }

  @Override
  public void write(String path, byte[] content) {
    image.write(path, content);
  }

  @Override
  public void copyIn(Path local, String path) {
    image.copyIn(local, path);
  }

  @Override
  public void makeDirectories(String path) {
    image.makeDirectories(path);
  }

  @Override
  public void remove(String path) {
    image.remove(path);
  }

  @Override
  public void link(String target, String path) {
    image.link(target, path);
  }

  @Override
  public long freeBytes() {
    return image.freeBytes();
  }

  @Override
  public void unpack(InputStream tar) throws IOException {
    image.unpack(tar);
  }

  @Override
  public void place(TreeEdits.Replacement replacement) {
    image.place(replacement);
  }

  @Override
  public void removeAttribute(String path, String name) {
    image.removeAttribute(path, name);
  }

  @Override
  public void removeAll(List<String> paths) {
    image.removeAll(paths);
  }
}
