package org.nodecustomize.site;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;

/**
 * What firewalld lets in.
 *
 * @param services of the default zone
 * @param removedServices that the default zone shall not let in any more
 * @param ports of the default zone, for instance {@code 8443/tcp} or {@code 5900-6923/tcp}
 */
public record Firewall(
    Optional<Stated<String>> defaultZone,
    List<Stated<String>> services,
    List<Stated<String>> removedServices,
    List<Stated<String>> ports,
    List<Zone> zones) {

  /** No wish. */
  public static final Firewall NONE =
      new Firewall(Optional.empty(), List.of(), List.of(), List.of(), List.of());

  public Firewall {
    services = List.copyOf(services);
    removedServices = List.copyOf(removedServices);
    ports = List.copyOf(ports);
    zones = List.copyOf(zones);
  }

  /**
   * A zone by its name; one that is there already is added to.
   *
   * @param target what happens to the rest: {@code default}, {@code ACCEPT}, {@code DROP} or {@code
   *     %%REJECT%%}
   * @param sources addresses and networks
   */
  public record Zone(
      Origin origin,
      String name,
      Optional<String> target,
      List<String> interfaces,
      List<String> sources,
      List<String> services,
      List<String> ports)
      implements Item {
    public Zone {
      interfaces = List.copyOf(interfaces);
      sources = List.copyOf(sources);
      services = List.copyOf(services);
      ports = List.copyOf(ports);
    }
  }
}
