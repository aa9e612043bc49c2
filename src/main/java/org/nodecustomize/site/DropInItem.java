package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * A drop-in of a unit.
 *
 * @param unit its full name, for instance {@code sshd.service}
 * @param name of the file, without {@code .conf}
 */
public record DropInItem(Origin origin, String unit, String name, ContentSource source)
    implements Item {}
