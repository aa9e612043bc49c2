/** Records and facts turned into what a run will do, before it does anything. */
@NullMarked
package org.nodecustomize.plan;

import org.jspecify.annotations.NullMarked;
