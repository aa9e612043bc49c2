/** Rules of labels, modes, names and special files. */
@NullMarked
package org.nodecustomize.rule.file;

import org.jspecify.annotations.NullMarked;
