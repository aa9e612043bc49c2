package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.squashfs.SquashfsImage;
import org.nodecustomize.squashfs.SquashfsVerifier;

/** Reads every block of an image's container, without an appliance. */
public final class VerifyImage {
  private final HostContext context;

  public VerifyImage(HostContext context) {
    this.context = context;
  }

  /**
   * Reads the image to its end.
   *
   * @return bytes that were read
   * @throws ImageException naming everything that is wrong
   */
  public long verify(Path file) {
    StageClock clock = new StageClock(context);
    Container container = clock.in(Stage.PROBE, () -> ImageProbe.probe(file));
    if (container instanceof Container.Bare) {
      throw new ImageException(
          Problem.at(
                  file.toString(),
                  "unsupported image: " + container.description() + " has no container to verify")
              .withHint("check the file system: e2fsck -fn " + file));
    }
    return clock.in(
        Stage.VERIFY_BLOCKS,
        () -> {
          try (SquashfsImage image = SquashfsImage.open(file)) {
            List<Problem> problems =
                SquashfsVerifier.verify(
                    image,
                    Runtime.getRuntime().availableProcessors(),
                    (done, total) ->
                        context
                            .events()
                            .accept(new Event.StageAdvanced(Stage.VERIFY_BLOCKS, done, total)),
                    context.cancellation());
            if (!problems.isEmpty()) {
              throw new ImageException(problems);
            }
            return image.superblock().bytesUsed();
          }
        });
  }
}
