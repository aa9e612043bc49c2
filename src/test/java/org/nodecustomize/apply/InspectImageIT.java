package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Event;
import org.nodecustomize.event.Stage;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.report.InspectReport;
import org.nodecustomize.report.InspectReports;

/** The same report with and without an appliance. */
class InspectImageIT {
  @TempDir Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"centos7.squashfs", "rocky9.squashfs"})
  void theImagesOwnRpmTellsTheSamePackages(String sample) {
    Path image = Requirement.sample(sample);
    List<Event> events = new ArrayList<>();
    HostContext surroundings = HostContext.fromEnvironment(events::add, new Cancellation());
    HostContext context =
        new HostContext(
            surroundings.events(),
            surroundings.cancellation(),
            directory,
            surroundings.cacheDirectory());
    InspectReport direct = new InspectImage(context).inspect(image);
    assertTrue(
        events.stream().noneMatch(event -> event.equals(new Event.StageStarted(Stage.BOOT))),
        "an appliance was started");
    Container container = ImageProbe.probe(image);
    InspectReport byAppliance =
        new InspectImage(context)
            .byRpm(container, "of this test", new StageClock(context));
    assertTrue(direct.facts().packages().size() > 100);
    assertEquals(byAppliance.facts().packages(), direct.facts().packages());
    assertEquals(InspectReports.json(byAppliance), InspectReports.json(direct));
  }
}
