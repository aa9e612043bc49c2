package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * A symbolic link.
 *
 * @param target as it is stored: absolute, or relative to the link's directory
 * @param replace whether a file or link that is there already is replaced
 */
public record LinkItem(Origin origin, String path, String target, boolean replace)
    implements Item {}
