package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.report.DiffReport;

/** Compares two images; changes nothing. */
public final class DiffImages {
  private final HostContext context;

  public DiffImages(HostContext context) {
    this.context = context;
  }

  /**
   * Compares everything that two images hold.
   *
   * @throws ImageException if one of them is damaged
   */
  public DiffReport diff(Path before, Path after) {
    StageClock clock = new StageClock(context);
    List<Container> containers =
        clock.in(Stage.PROBE, () -> List.of(ImageProbe.probe(before), ImageProbe.probe(after)));
    try (ReadableImage left = open(containers.get(0), clock);
        ReadableImage right = open(containers.get(1), clock)) {
      DiffReport report =
          clock.in(
              Stage.READ,
              () ->
                  new ImageComparison(
                          new ImageComparison.Side(containers.get(0), left.tree()),
                          new ImageComparison.Side(containers.get(1), right.tree()))
                      .compare(() -> context.cancellation().check()));
      left.requireHealthy();
      right.requireHealthy();
      return report;
    }
  }

  private ReadableImage open(Container container, StageClock clock) {
    FileSystemGate.tellDoubts(container, context.events());
    return ReadableImage.open(container, ReadableImage.Extent.EVERYTHING, context, clock);
  }
}
