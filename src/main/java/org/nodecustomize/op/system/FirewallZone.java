package org.nodecustomize.op.system;

import java.util.List;
import java.util.Optional;

/**
 * What is let in through a zone of the firewall, besides what it lets in already.
 *
 * @param name for instance {@code public}; {@link #DEFAULT} for the zone that is in effect where
 *     nothing else is said
 * @param target what happens to all else: {@code default}, {@code ACCEPT}, {@code DROP} or {@code
 *     %%REJECT%%}; empty where it stays
 * @param services names of firewalld, for instance {@code ssh}
 * @param removedServices services that are let in no longer
 * @param ports {@code NUMBER/PROTOCOL} or {@code FIRST-LAST/PROTOCOL}
 * @param sources networks or hardware addresses whose traffic belongs to the zone
 * @param interfaces devices that belong to the zone
 */
public record FirewallZone(
    String name,
    Optional<String> target,
    List<String> services,
    List<String> removedServices,
    List<String> ports,
    List<String> sources,
    List<String> interfaces) {

  /** Stands for the name of the default zone. */
  public static final String DEFAULT = "";

  public FirewallZone {
    services = List.copyOf(services);
    removedServices = List.copyOf(removedServices);
    ports = List.copyOf(ports);
    sources = List.copyOf(sources);
    interfaces = List.copyOf(interfaces);
  }

  /** A zone that is only added to. */
  public FirewallZone(
      String name,
      List<String> services,
      List<String> ports,
      List<String> sources,
      List<String> interfaces) {
    this(name, Optional.empty(), services, List.of(), ports, sources, interfaces);
  }

  /** The same under another name. */
  FirewallZone named(String other) {
    return new FirewallZone(other, target, services, removedServices, ports, sources, interfaces);
  }
}
