/**
 * The language of recipes. One table of fields, made up of the {@code …Fields} classes, says what may
 * be written; it drives the reader here, and the JSON Schema, the manual page and the example. Command
 * files are read against the same table.
 */
@NullMarked
package org.nodecustomize.site.recipe;

import org.jspecify.annotations.NullMarked;
