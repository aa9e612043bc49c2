/** Rules of the container and the file system in it. */
@NullMarked
package org.nodecustomize.rule.container;

import org.jspecify.annotations.NullMarked;
