/** Read-only ext4, for looking without an appliance. */
@NullMarked
package org.nodecustomize.ext4;

import org.jspecify.annotations.NullMarked;
