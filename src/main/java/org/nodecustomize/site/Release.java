package org.nodecustomize.site;

import java.util.Optional;
import org.nodecustomize.diag.Origin;

/**
 * What the new image is called.
 *
 * @param nvr the whole name-version-release, at most 52 characters
 * @param suffix what is added to the base's release, before a counter: {@code site} makes {@code
 *     1.el9.site.1} of {@code 1.el9}, and {@code 1.el9.site.2} of that
 */
public record Release(Origin origin, Optional<String> nvr, Optional<String> suffix)
    implements Item {}
