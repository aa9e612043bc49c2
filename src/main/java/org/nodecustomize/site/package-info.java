/**
 * What a site wants of its images, as immutable records: the only thing that planning sees of a
 * recipe, of a command file or of a command line.
 */
@NullMarked
package org.nodecustomize.site;

import org.jspecify.annotations.NullMarked;
