/** Rules of what makes an image a node: names, packages, tools. */
@NullMarked
package org.nodecustomize.rule.node;

import org.jspecify.annotations.NullMarked;
