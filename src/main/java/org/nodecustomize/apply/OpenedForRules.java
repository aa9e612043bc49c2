package org.nodecustomize.apply;

import java.util.Optional;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.rule.CheckedImage;

/** An image opened for rules; what they are given can be asked until this is closed. */
final class OpenedForRules implements AutoCloseable {
  private final CheckedImage checked;
  private final Optional<OpenedTree> tree;
  private final Optional<String> unreadable;

  private OpenedForRules(
      CheckedImage checked, Optional<OpenedTree> tree, Optional<String> unreadable) {
    this.checked = checked;
    this.tree = tree;
    this.unreadable = unreadable;
  }

  /** Opens an image's tree; where that needs an appliance, rules see the container alone. */
  static OpenedForRules open(Container container) {
    OpenedTree.Opening opening = OpenedTree.open(container);
    if (opening instanceof OpenedTree.Opening.Opened opened) {
      boolean handedOver = false;
      try {
        OpenedForRules result =
            new OpenedForRules(
                RuleFacts.read(opened.tree().tree(), Optional.of(container)),
                Optional.of(opened.tree()),
                Optional.empty());
        handedOver = true;
        return result;
      } finally {
        if (!handedOver) {
          opened.tree().close();
        }
      }
    }
    String because = ((OpenedTree.Opening.NeedsAppliance) opening).because();
    return new OpenedForRules(
        RuleFacts.ofContainer(container, because), Optional.empty(), Optional.of(because));
  }

  /** Why rules see the container alone; empty where they see the tree. */
  Optional<String> unreadable() {
    return unreadable;
  }

  CheckedImage checked() {
    return checked;
  }

  @Override
  public void close() {
    tree.ifPresent(OpenedTree::close);
  }
}
