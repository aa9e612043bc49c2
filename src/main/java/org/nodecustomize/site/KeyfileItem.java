package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * A connection of NetworkManager: a file of mode 0600 in /etc/NetworkManager/system-connections.
 *
 * @param name of the file, without {@code .nmconnection}
 */
public record KeyfileItem(Origin origin, String name, ContentSource source) implements Item {}
