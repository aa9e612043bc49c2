package org.nodecustomize.apply;

import java.time.Instant;
import org.nodecustomize.site.Site;

/**
 * A saved plan that still holds.
 *
 * @param site what it wants, read again
 * @param time that it is for
 */
public record Planned(Site site, Instant time) {}
