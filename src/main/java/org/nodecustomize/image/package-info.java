/** Containers, layouts and facts of an image. */
@NullMarked
package org.nodecustomize.image;

import org.jspecify.annotations.NullMarked;
