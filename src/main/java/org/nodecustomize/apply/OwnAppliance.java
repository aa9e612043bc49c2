package org.nodecustomize.apply;

import org.nodecustomize.guestfs.FastAppliance;

/** The appliance that this program makes for itself, at the user's order. */
public final class OwnAppliance {
  private final FastAppliance appliance;

  public OwnAppliance(HostContext context) {
    this.appliance =
        new FastAppliance(context.cacheDirectory(), context.events(), context.cancellation());
  }

  /** What there is. */
  public FastAppliance.Status status() {
    return appliance.status();
  }

  /**
   * Makes it, in any case.
   *
   * @throws org.nodecustomize.diag.HostException if that fails
   */
  public FastAppliance.Status build() {
    return appliance.build();
  }

  /** Removes it; the next run by emulation makes it again. */
  public FastAppliance.Status remove() {
    appliance.remove();
    return appliance.status();
  }
}
