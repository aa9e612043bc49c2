package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * Something that shall not be in the image; a directory goes with all that is in it.
 *
 * @param pattern an absolute path, in whose names {@code *}, {@code ?} and {@code [...]} match
 */
public record RemoveItem(Origin origin, String pattern) implements Item {}
