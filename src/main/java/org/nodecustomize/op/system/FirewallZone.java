package org.nodecustomize.op.system;

import java.util.List;
import java.util.Optional;

/**
 * What is let in through a zone of the firewall, besides what it lets in already.
 *
 * @param name for instance {@code public}; empty for the default zone
 * @param target what happens to what no rule lets in: {@code default}, {@code ACCEPT}, {@code DROP},
 *     {@code %%REJECT%%}; empty where it stays as it is
 * @param services names of firewalld, for instance {@code ssh}
 * @param removedServices that are not let in any more
 * @param ports {@code NUMBER/PROTOCOL} or {@code FIRST-LAST/PROTOCOL}
 * @param sources networks or hardware addresses whose traffic belongs to the zone
 * @param interfaces devices that belong to the zone
 */
public record FirewallZone(
    Optional<String> name,
    Optional<String> target,
    List<String> services,
    List<String> removedServices,
    List<String> ports,
    List<String> sources,
    List<String> interfaces) {

  public FirewallZone {
    services = List.copyOf(services);
    removedServices = List.copyOf(removedServices);
    ports = List.copyOf(ports);
    sources = List.copyOf(sources);
    interfaces = List.copyOf(interfaces);
  }
}
