package org.nodecustomize.apply;

import java.util.Optional;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.SnapshotTree;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.tree.FileTree;

/**
 * The image as it was. All that is asked of it again and again is read once, when it is asked for
 * first: before the first change the blocks that hold it may not be decoded yet. Not thread-safe.
 */
final class KnownBase {
  private final FileTree tree;
  private final Container container;
  private Optional<SnapshotTree> names = Optional.empty();
  private Optional<CheckedImage> checked = Optional.empty();

  KnownBase(FileTree tree, Container container) {
    this.tree = tree;
    this.container = container;
  }

  /** The tree, all its names read; contents are read when they are asked for. */
  FileTree names() {
    if (names.isEmpty()) {
      names = Optional.of(tree instanceof SnapshotTree all ? all : SnapshotTree.of(tree));
    }
    return names.get();
  }

  /** What rules want to know of it. */
  CheckedImage checked() {
    if (checked.isEmpty()) {
      checked = Optional.of(RuleFacts.read(names(), Optional.of(container)));
    }
    return checked.get();
  }

  /** Whether a path belonged to a package; nothing did where that cannot be told. */
  boolean owned(String path) {
    return checked().contents().filter(known -> known.owns(path)).isPresent();
  }
}
