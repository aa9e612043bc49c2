/** Copy-on-write view of the inner image, and its NBD server. */
@NullMarked
package org.nodecustomize.disk;

import org.jspecify.annotations.NullMarked;
