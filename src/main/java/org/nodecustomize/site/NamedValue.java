package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/** A value by its name. */
public record NamedValue(Origin origin, String name, String value) implements Item {}
