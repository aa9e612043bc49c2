package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
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
   * @throws ImageException if one of them is damaged, or of a kind that cannot be read here
   */
  public DiffReport diff(Path before, Path after) {
    StageClock clock = new StageClock(context);
    List<Container> containers =
        clock.in(Stage.PROBE, () -> List.of(ImageProbe.probe(before), ImageProbe.probe(after)));
    try (DirectImage left = open(containers.get(0));
        DirectImage right = open(containers.get(1))) {
      return clock.in(
          Stage.READ,
          () ->
              new ImageComparison(
                      new ImageComparison.Side(left.container(), left.tree()),
                      new ImageComparison.Side(right.container(), right.tree()))
                  .compare(this::advance));
    }
  }

  private void advance(long names) {
    context.cancellation().check();
    context.events().accept(new Event.StageAdvanced(Stage.READ, names, 0));
  }

  private static DirectImage open(Container container) {
    DirectImage.Opening opening = DirectImage.open(container);
    if (opening instanceof DirectImage.Opened opened) {
      return opened.image();
    }
    String reason =
        opening instanceof DirectImage.NeedsAppliance needs ? needs.because() : "it is not known";
    throw new ImageException(
        Problem.at(
            container.file().toString(),
            "unsupported image: it cannot be compared, because " + reason));
  }
}
