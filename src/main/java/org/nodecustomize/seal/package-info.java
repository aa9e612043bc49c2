/** What makes a change survive installation, upgrade and rollback: one class for each thing. */
@NullMarked
package org.nodecustomize.seal;

import org.jspecify.annotations.NullMarked;
