package org.nodecustomize.site;

import java.util.List;

/** How the node is connected. */
public record Network(List<KeyfileItem> keyfiles, Firewall firewall) {

  /** No wish. */
  public static final Network NONE = new Network(List.of(), Firewall.NONE);

  public Network {
    keyfiles = List.copyOf(keyfiles);
  }
}
