package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/** What the integration tests need of this machine. */
final class Tools {
  private Tools() {}

  /** Skips the test where libguestfs or qemu is missing; in CI that is a failure. */
  static void requireAppliance() {
    try {
      Hypervisor.find();
    } catch (HostException e) {
      if ("true".equals(System.getenv("CI"))) {
        throw e;
      }
      assumeTrue(false, e.getMessage());
    }
  }

  /** A cache directory of all tests, with our own appliance in it where this machine can make it. */
  static Path cacheWithAppliance() {
    Path cache = Path.of("target", "appliance-cache").toAbsolutePath();
    FastAppliance own = new FastAppliance(cache, Events.none(), new Cancellation());
    // Two test processes that need it at once make it once.
    own.forLaunch(true);
    return cache;
  }
}
