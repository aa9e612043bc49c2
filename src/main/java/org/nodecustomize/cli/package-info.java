/** Commands, terminal, progress and exit codes; the only importer of picocli and of the standard streams. */
@NullMarked
package org.nodecustomize.cli;

import org.jspecify.annotations.NullMarked;
