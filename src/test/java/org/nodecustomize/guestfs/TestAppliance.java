package org.nodecustomize.guestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/**
 * Appliances for tests of other packages. All use one cache, since one of their own would have to
 * make our appliance first, which takes longer than a boot.
 */
public final class TestAppliance {
  private static final int MEMORY_MEGABYTES = 768;

  private TestAppliance() {}

  /**
   * Launches an appliance.
   *
   * @param directory of the test; one appliance at a time may use it
   */
  public static Appliance launch(Path directory, List<Drive> drives) throws IOException {
    return Appliance.launch(
        new ApplianceConfig(
            drives,
            MEMORY_MEGABYTES,
            1,
            Files.createDirectories(directory.resolve("appliance")),
            Tools.cacheWithAppliance(),
            false),
        Events.none(),
        new Cancellation());
  }
}
