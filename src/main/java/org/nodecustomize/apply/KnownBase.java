package org.nodecustomize.apply;

import java.util.Optional;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.SnapshotTree;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.tree.FileTree;

/**
 * The image as it was, with all that is asked of it again and again.
 *
 * @param names the tree, all its names read; contents are read when they are asked for
 * @param checked what rules want to know of it
 */
record KnownBase(FileTree names, CheckedImage checked) {

  /** Reads all names and the database of packages. */
  static KnownBase read(FileTree tree, Container container) {
    FileTree names = tree instanceof SnapshotTree ? tree : SnapshotTree.of(tree);
    CheckedImage checked = RuleFacts.read(names, Optional.of(container));
    checked.files().all();
    return new KnownBase(names, checked);
  }

  /** Whether a path belonged to a package; nothing did where that cannot be told. */
  boolean owned(String path) {
    return checked.contents().filter(known -> known.owns(path)).isPresent();
  }
}
