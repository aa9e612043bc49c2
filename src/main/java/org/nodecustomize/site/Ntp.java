package org.nodecustomize.site;

import java.util.List;
import org.nodecustomize.diag.Origin;

/**
 * Where the time comes from.
 *
 * @param servers host names or addresses
 * @param pools host names that stand for many servers
 * @param options of chrony for each of them, for instance {@code iburst}
 * @param replace whether the sources that the image has are dropped
 */
public record Ntp(
    Origin origin, List<String> servers, List<String> pools, List<String> options, boolean replace)
    implements Item {

  public Ntp {
    servers = List.copyOf(servers);
    pools = List.copyOf(pools);
    options = List.copyOf(options);
  }
}
