/** One record and one executor for each operation on the image. */
@NullMarked
package org.nodecustomize.op;

import org.jspecify.annotations.NullMarked;
