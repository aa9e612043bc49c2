/** Programs of the host, with limits in time and output. */
@NullMarked
package org.nodecustomize.proc;

import org.jspecify.annotations.NullMarked;
