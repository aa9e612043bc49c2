/** A file tree as rules and operations see it. */
@NullMarked
package org.nodecustomize.tree;

import org.jspecify.annotations.NullMarked;
