/** Problems, exit codes and the sealed exceptions. */
@NullMarked
package org.nodecustomize.diag;

import org.jspecify.annotations.NullMarked;
