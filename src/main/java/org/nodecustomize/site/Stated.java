package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * A plain value and where it was written.
 *
 * @param <T> the type of the value
 */
public record Stated<T>(Origin origin, T value) implements Item {}
