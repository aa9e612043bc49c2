/** YAML as values that know their place, within bounds; and the faults found in it. */
@NullMarked
package org.nodecustomize.site.yaml;

import org.jspecify.annotations.NullMarked;
