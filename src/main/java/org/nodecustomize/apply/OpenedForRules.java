package org.nodecustomize.apply;

import java.util.Optional;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.rule.CheckedImage;

/** An image opened for rules; what they are given can be asked until this is closed. */
final class OpenedForRules implements AutoCloseable {
  private final CheckedImage checked;
  private final Optional<OpenedTree> tree;

  private OpenedForRules(CheckedImage checked, Optional<OpenedTree> tree) {
    this.checked = checked;
    this.tree = tree;
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
                Optional.of(opened.tree()));
        handedOver = true;
        return result;
      } finally {
        if (!handedOver) {
          opened.tree().close();
        }
      }
    }
    String because = ((OpenedTree.Opening.NeedsAppliance) opening).because();
    return new OpenedForRules(RuleFacts.ofContainer(container, because), Optional.empty());
  }

  CheckedImage checked() {
    return checked;
  }

  @Override
  public void close() {
    tree.ifPresent(OpenedTree::close);
  }
}
