/** Reads installation media: ISO 9660 with the names of Rock Ridge, or of Joliet. */
@NullMarked
package org.nodecustomize.image.iso;

import org.jspecify.annotations.NullMarked;
