package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * A change within a text file of the image.
 *
 * @param create whether a missing file is made; else it is an error
 */
public record EditItem(Origin origin, String path, EditAction action, boolean create)
    implements Item {}
