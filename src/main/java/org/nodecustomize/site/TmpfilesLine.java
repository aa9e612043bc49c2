package org.nodecustomize.site;

import org.nodecustomize.diag.Origin;

/**
 * A line of tmpfiles.d(5).
 *
 * @param type its first word, for instance {@code d} or {@code L+}
 * @param path its second word
 * @param line all of it
 */
public record TmpfilesLine(Origin origin, String type, String path, String line) implements Item {}
