/** Rules of where things are, and of what persists. */
@NullMarked
package org.nodecustomize.rule.place;

import org.jspecify.annotations.NullMarked;
