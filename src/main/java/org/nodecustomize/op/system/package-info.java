/**
 * Operations on services and settings of the system: each is a wish with the place where it was
 * written, and edits a tree; what only a program of the image can do is an {@link
 * org.nodecustomize.op.system.ImageCommand}.
 */
@NullMarked
package org.nodecustomize.op.system;

import org.jspecify.annotations.NullMarked;
