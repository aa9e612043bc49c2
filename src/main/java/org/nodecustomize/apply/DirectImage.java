package org.nodecustomize.apply;

import org.nodecustomize.image.Container;
import org.nodecustomize.tree.FileTree;

/** The tree of an image, read by this program itself. */
final class DirectImage implements AutoCloseable {
  private final Container container;
  private final FileTree tree;

  private DirectImage(Container container, FileTree tree) {
    this.container = container;
    this.tree = tree;
  }

  /** Whether an image can be read here. */
  sealed interface Opening {}

  /** It can; the image is to be closed. */
  record Opened(DirectImage image) implements Opening {}

  /**
   * The kernel of an appliance has to read it.
   *
   * @param because in words, to go on after "because"
   */
  record NeedsAppliance(String because) implements Opening {}

  /** Opens an image. */
  static Opening open(Container container) {
    return new NeedsAppliance(
        "its file system is read in an appliance only: " + container.description());
  }

  Container container() {
    return container;
  }

  FileTree tree() {
    return tree;
  }

  @Override
  public void close() {}
}
