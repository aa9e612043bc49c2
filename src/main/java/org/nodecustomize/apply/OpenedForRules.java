package org.nodecustomize.apply;

import java.util.Optional;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.rule.CheckedImage;

/** An image opened for rules; what they are given can be asked until this is closed. */
final class OpenedForRules implements AutoCloseable {
  private final CheckedImage checked;
  private final ReadableImage image;

  private OpenedForRules(CheckedImage checked, ReadableImage image) {
    this.checked = checked;
    this.image = image;
  }

  /**
   * Opens an image's tree.
   *
   * @throws org.nodecustomize.diag.ImageException if the image is damaged
   */
  static OpenedForRules open(Container container, HostContext context, StageClock clock) {
    ReadableImage image =
        ReadableImage.open(container, ReadableImage.Extent.EVERYTHING, context, clock);
    boolean handedOver = false;
    try {
      CheckedImage checked =
          clock.in(Stage.READ, () -> RuleFacts.read(image.tree(), Optional.of(container)));
      handedOver = true;
      return new OpenedForRules(checked, image);
    } finally {
      if (!handedOver) {
        image.close();
      }
    }
  }

  CheckedImage checked() {
    return checked;
  }

  /** Throws what went wrong while the image was read. */
  void requireHealthy() {
    image.requireHealthy();
  }

  @Override
  public void close() {
    image.close();
  }
}
