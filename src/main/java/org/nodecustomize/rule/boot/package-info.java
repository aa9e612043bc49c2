/** Rules of kernels and what boots them. */
@NullMarked
package org.nodecustomize.rule.boot;

import org.jspecify.annotations.NullMarked;
