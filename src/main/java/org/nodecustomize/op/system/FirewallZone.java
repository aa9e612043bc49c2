package org.nodecustomize.op.system;

import java.util.List;

/**
 * What is let in through a zone of the firewall, besides what it lets in already.
 *
 * @param name for instance {@code public}
 * @param services names of firewalld, for instance {@code ssh}
 * @param ports {@code NUMBER/PROTOCOL} or {@code FIRST-LAST/PROTOCOL}
 * @param sources networks or hardware addresses whose traffic belongs to the zone
 * @param interfaces devices that belong to the zone
 */
public record FirewallZone(
    String name,
    List<String> services,
    List<String> ports,
    List<String> sources,
    List<String> interfaces) {

  public FirewallZone {
    services = List.copyOf(services);
    ports = List.copyOf(ports);
    sources = List.copyOf(sources);
    interfaces = List.copyOf(interfaces);
  }
}
