package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.OpenedTree;
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
    try (OpenedTree left = open(containers.get(0));
        OpenedTree right = open(containers.get(1))) {
      return clock.in(
          Stage.READ,
          () ->
              new ImageComparison(
                      new ImageComparison.Side(containers.get(0), left.tree()),
                      new ImageComparison.Side(containers.get(1), right.tree()))
                  .compare(() -> context.cancellation().check()));
    }
  }

  private static OpenedTree open(Container container) {
    String name = container.file().toString();
    ImageSession.superblock(container).ifPresent(found -> FileSystemGate.requireSound(name, found));
    OpenedTree.Opening opening = OpenedTree.open(container);
    if (opening instanceof OpenedTree.Opening.Opened opened) {
      return opened.tree();
    }
    OpenedTree.Opening.NeedsAppliance needs = (OpenedTree.Opening.NeedsAppliance) opening;
    throw new ImageException(
        Problem.at(name, "unsupported image: it cannot be compared, because " + needs.because()));
  }
}
