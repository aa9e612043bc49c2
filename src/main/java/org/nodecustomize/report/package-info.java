/** Results as text and JSON; the only importer of the JSON library. */
@NullMarked
package org.nodecustomize.report;

import org.jspecify.annotations.NullMarked;
