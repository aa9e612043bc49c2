package org.nodecustomize.guestfs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.nodecustomize.diag.ApplianceException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/** A run in a process of its own, so that it can be killed and its standard error looked at. */
final class ChildJvm {
  private ChildJvm() {}

  /** Arguments: what to do, image, work directory, cache directory. */
  public static void main(String[] args) throws InterruptedException {
    ApplianceConfig config =
        new ApplianceConfig(
            List.of(new Drive.RawFile(Path.of(args[1]), false)),
            512,
            1,
            Path.of(args[2]),
            Path.of(args[3]),
            false);
    try (Appliance appliance = Appliance.launch(config, Events.none(), new Cancellation())) {
      appliance.mount(appliance.device(0), "/", "");
      System.out.println("ready");
      if (args[0].equals("sleep")) {
        appliance.run(
            new GuestCommand("sleep 1000", Map.of(), Duration.ofSeconds(1000), "/tmp", line -> {}));
      } else {
        fail(appliance);
        Thread second = new Thread(() -> fail(appliance), "second");
        second.start();
        second.join();
      }
    }
    System.out.println("done");
  }

  private static void fail(Appliance appliance) {
    try {
      appliance.readLink("/no/such/link");
      throw new IllegalStateException("expected a failure");
    } catch (ApplianceException e) {
      System.out.println("failed as it should: " + e.function());
    }
  }
}
