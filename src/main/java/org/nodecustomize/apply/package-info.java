/** The session: open, execute, seal, check, pack, publish. */
@NullMarked
package org.nodecustomize.apply;

import org.jspecify.annotations.NullMarked;
