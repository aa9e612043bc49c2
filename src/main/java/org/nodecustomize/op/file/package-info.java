/** Operations on files: each is a wish with the place where it was written, and edits a tree. */
@NullMarked
package org.nodecustomize.op.file;

import org.jspecify.annotations.NullMarked;
